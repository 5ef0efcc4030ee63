//! QR codes as pictures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use png::{BitDepth, ColorType};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels along the side of a module.
const SCALE: usize = 6;
/// Modules of white around the code, as ISO/IEC 18004 wants them.
const QUIET: usize = 4;

/// The text as a QR code in a PNG, black on white, one bit a pixel; `None` where it does not fit into
/// a code.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let modules = code.width();
    let colors = code.into_colors();
    let is_light = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < modules);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => colors.get(y * modules + x) != Some(&Color::Dark),
            _ => true,
        }
    };
    let side = (modules + 2 * QUIET) * SCALE;
    let mut rows = Vec::new();
    for y in 0..side {
        let mut row = vec![0_u8; side.div_ceil(8)];
        for x in (0..side).filter(|x| is_light(x / SCALE, y / SCALE)) {
            row[x / 8] |= 0x80 >> (x % 8);
        }
        rows.extend(row);
    }
    let width = u32::try_from(side).ok()?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, width);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The same as a `data:` URI.
pub(super) fn data_uri(text: &str) -> Option<String> {
    Some(format!("data:image/png;base64,{}", STANDARD.encode(png(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules of a picture, without the white around: what a scanner sees.
    fn modules(bytes: &[u8]) -> (usize, Vec<Color>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth),
            (ColorType::Grayscale, BitDepth::One)
        );
        let side = info.width as usize / SCALE - 2 * QUIET;
        let at = |index: usize| (index + QUIET) * SCALE + SCALE / 2;
        let color = |x: usize, y: usize| match pixels[y * info.line_size + x / 8] << (x % 8) & 0x80 {
            0 => Color::Dark,
            _ => Color::Light,
        };
        let all = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        (side, all.map(|(x, y)| color(at(x), at(y))).collect())
    }

    #[test]
    fn a_picture_has_the_modules_of_its_text() {
        for text in [
            "x",
            "viber://pa?chatURI=avmsandbox&context=lr_0123456789abcdef0123456789abcdef",
        ] {
            let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
            let (side, seen) = modules(&png(text).unwrap());
            assert_eq!((side, seen), (code.width(), code.to_colors()), "{text}");
        }
        assert_ne!(png("x"), png("y"));
    }

    #[test]
    fn what_does_not_fit_has_no_picture() {
        assert_eq!(png(&"x".repeat(5000)), None);
    }
}
