//! Pictures, small enough to be kept: half the size, few colours.

use anyhow::{Context as _, ensure};
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};
use std::collections::HashMap;
use std::io::Cursor;

/// A picture of three bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a PNG.
    pub(crate) fn read(png: &[u8]) -> anyhow::Result<Self> {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info()?;
        let size = reader.output_buffer_size().context("the picture is too large")?;
        let mut bytes = vec![0; size];
        let info = reader.next_frame(&mut bytes)?;
        let samples = info.color_type.samples();
        ensure!(samples >= 3, "the picture has no colours");
        let pixels = bytes[..info.buffer_size()]
            .chunks_exact(samples)
            .map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        Ok(Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels,
        })
    }

    /// Half as wide and high, and sixteen shades of each of three colours.
    pub(crate) fn reduced(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let shade = |x: usize, y: usize, colour: usize| {
            let of = |x: usize, y: usize| u16::from(self.pixels[y * self.width + x][colour]);
            let (x, y) = (2 * x, 2 * y);
            let mean = (of(x, y) + of(x + 1, y) + of(x, y + 1) + of(x + 1, y + 1)) / 4;
            // To the nearest of 0, 17, …, 255.
            u8::try_from((mean + 8) / 17 * 17).unwrap_or(u8::MAX)
        };
        let pixels = (0..width * height)
            .map(|at| [0, 1, 2].map(|colour| shade(at % width, at / width, colour)))
            .collect();
        Self {
            width,
            height,
            pixels,
        }
    }

    /// As PNG, by a palette where the colours are few enough.
    pub(crate) fn write(&self) -> anyhow::Result<Vec<u8>> {
        let mut places = HashMap::new();
        let mut palette = Vec::new();
        for pixel in &self.pixels {
            places.entry(*pixel).or_insert_with(|| {
                palette.push(*pixel);
                palette.len() - 1
            });
        }
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, u32::try_from(self.width)?, u32::try_from(self.height)?);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::High);
        let bytes = if palette.len() <= 256 {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette.concat());
            let place = |pixel| u8::try_from(places[pixel]);
            self.pixels.iter().map(place).collect::<Result<Vec<u8>, _>>()?
        } else {
            encoder.set_color(ColorType::Rgb);
            self.pixels.concat()
        };
        encoder.write_header()?.write_image_data(&bytes)?;
        Ok(png)
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn what_is_written_can_be_read() {
        for colours in [3, 4000] {
            let pixels = (0..80 * 60).map(|at| {
                let at = at % colours;
                [at % 16 * 17, at / 16 % 16 * 17, at / 256 * 17].map(|shade| u8::try_from(shade).unwrap())
            });
            let picture = Picture {
                width: 80,
                height: 60,
                pixels: pixels.collect(),
            };
            assert_eq!(Picture::read(&picture.write().unwrap()).unwrap(), picture);
        }
    }

    #[test]
    fn half_the_size_is_the_mean_of_four() {
        let picture = Picture {
            width: 2,
            height: 2,
            pixels: vec![[0, 255, 10], [0, 255, 20], [255, 255, 30], [255, 255, 40]],
        };
        assert_eq!(picture.reduced().pixels, [[119, 255, 17]]);
    }
}
