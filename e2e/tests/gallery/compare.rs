//! Whether two pictures show the same: block by block, since no two machines set a letter to the pixel.

use crate::picture::Picture;

/// Pixels of a block's side.
const SIDE: usize = 8;
/// Mean difference of a block, of 255, that is something else: a word that is another, a bubble elsewhere.
const OTHER: f64 = 18.0;
/// Mean difference of a block that is unlike.
const UNLIKE: f64 = 10.0;
/// How many of a thousand blocks may be unlike.
const SLACK: usize = 6;

/// What is different, in words, if anything is.
pub(crate) fn difference(wanted: &Picture, got: &Picture) -> Option<String> {
    if (wanted.width, wanted.height) != (got.width, got.height) {
        return Some(format!(
            "{}x{} and not {}x{}",
            got.width, got.height, wanted.width, wanted.height
        ));
    }
    let (columns, rows) = (wanted.width.div_ceil(SIDE), wanted.height.div_ceil(SIDE));
    let mut unlike = 0;
    let mut worst = (0.0, 0, 0);
    for row in 0..rows {
        for column in 0..columns {
            let mean = block(wanted, got, column * SIDE, row * SIDE);
            unlike += usize::from(mean > UNLIKE);
            if mean > worst.0 {
                worst = (mean, column, row);
            }
        }
    }
    let is_other = worst.0 > OTHER || unlike * 1000 > columns * rows * SLACK;
    is_other.then(|| {
        let (mean, column, row) = worst;
        format!(
            "{unlike} of {} blocks are unlike, most so that at {},{} by {mean:.0}",
            columns * rows,
            column * SIDE * 2,
            row * SIDE * 2
        )
    })
}

/// The mean difference of a block.
fn block(wanted: &Picture, got: &Picture, left: usize, top: usize) -> f64 {
    let (mut sum, mut count) = (0_u32, 0_u32);
    for y in top..(top + SIDE).min(wanted.height) {
        for x in left..(left + SIDE).min(wanted.width) {
            let at = y * wanted.width + x;
            let pair = wanted.pixels[at].iter().zip(&got.pixels[at]);
            sum += pair
                .map(|(one, other)| u32::from(one.abs_diff(*other)))
                .sum::<u32>();
            count += 3;
        }
    }
    f64::from(sum) / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::picture::Picture;

    /// A panel as in the pictures: a header, a bubble with lines of text in it, a field.
    fn panel(bubble_at: usize, brand: [u8; 3], has_field: bool) -> Picture {
        let (width, height) = (195, 422);
        let mut pixels = vec![[255; 3]; width * height];
        let mut fill = |left: usize, top: usize, right: usize, bottom: usize, colour| {
            for y in top..bottom {
                pixels[y * width + left..y * width + right].fill(colour);
            }
        };
        fill(0, 0, width, 32, brand);
        fill(8, bubble_at, 120, bubble_at + 40, [238; 3]);
        for line in [8, 18, 28] {
            for letter in 0..18 {
                fill(
                    14 + letter * 5,
                    bubble_at + line,
                    17 + letter * 5,
                    bubble_at + line + 5,
                    [40; 3],
                );
            }
        }
        if has_field {
            fill(8, 390, 160, 412, [238; 3]);
        }
        Picture {
            width,
            height,
            pixels,
        }
    }

    const BRAND: [u8; 3] = [47, 58, 143];

    #[test]
    fn the_same_is_the_same_and_so_is_a_little_noise() {
        let wanted = panel(100, BRAND, true);
        assert_eq!(difference(&wanted, &wanted), None);
        let mut noisy = wanted.clone();
        for (at, pixel) in noisy.pixels.iter_mut().enumerate() {
            for (colour, shade) in pixel.iter_mut().enumerate() {
                let noise = u8::try_from((at * 7 + colour * 3) % 9).unwrap();
                *shade = shade.saturating_sub(noise);
            }
        }
        assert_eq!(difference(&wanted, &noisy), None);
    }

    #[test]
    fn what_a_person_would_see_is_seen() {
        let wanted = panel(100, BRAND, true);
        for (what, got) in [
            ("a bubble four pixels lower", panel(104, BRAND, true)),
            ("another colour", panel(100, [63, 81, 214], true)),
            ("no field", panel(100, BRAND, false)),
        ] {
            assert!(difference(&wanted, &got).is_some(), "{what}");
        }
    }

    #[test]
    fn another_size_is_another_picture() {
        let wanted = panel(100, BRAND, true);
        let got = Picture {
            width: 1,
            height: 1,
            pixels: vec![[0; 3]],
        };
        let said = difference(&wanted, &got);
        assert_eq!(said.as_deref(), Some("1x1 and not 195x422"));
    }
}
