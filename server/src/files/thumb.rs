//! The small picture of an image: made once, when it arrives, within limits that no file can stretch. What cannot be read
//! has none. It holds nothing of what the camera wrote down (where, when, by whom).

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::PathBuf;

use domain::files::Kind;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

/// Its longer side; shown at half of it on a fine screen.
const SIDE: u32 = 320;
/// Largest image that is read: its longer side, its pixels, its bytes in memory.
const LONGEST: u32 = 16_384;
const PIXELS: u64 = 40_000_000;
const MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 80;

/// Images in memory at a time.
static ONE: Semaphore = Semaphore::const_new(1);

/// The small picture's bytes.
pub async fn make(path: PathBuf, kind: Kind) -> Option<Vec<u8>> {
    if !kind.is_image() {
        return None;
    }
    let _turn = ONE.acquire().await.ok()?;
    let made = tokio::task::spawn_blocking(move || smaller(path, kind)).await;
    // A decoder that panics has made none.
    made.ok().flatten()
}

fn smaller(path: PathBuf, kind: Kind) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(BufReader::new(File::open(path).ok()?));
    reader.set_format(match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Gif => ImageFormat::Gif,
        Kind::Webp => ImageFormat::WebP,
        Kind::Pdf | Kind::Other => return None,
    });
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return None;
    }
    let turned = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    if width.max(height) > SIDE {
        image = image.thumbnail(SIDE, SIDE);
    }
    image.apply_orientation(turned);
    encoded(&image)
}

fn encoded(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    if image.color().has_alpha() {
        DynamicImage::from(image.to_rgba8())
            .write_to(&mut bytes, ImageFormat::Png)
            .ok()?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        DynamicImage::from(image.to_rgb8())
            .write_with_encoder(encoder)
            .ok()?;
    }
    Some(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use image::{GenericImageView, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn bytes(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn made(bytes: &[u8]) -> Option<Vec<u8>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        smaller(file.path().to_owned(), Kind::of(bytes))
    }

    fn read(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    /// Wider than high, its left half red.
    fn photo() -> RgbImage {
        RgbImage::from_fn(1600, 900, |x, _| {
            if x < 800 {
                Rgb([250, 10, 10])
            } else {
                Rgb([10, 10, 250])
            }
        })
    }

    #[test]
    fn each_kind_gets_a_small_picture_of_its_shape() {
        let photo = DynamicImage::from(photo());
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let small = read(&made(&bytes(&photo, format)).unwrap());
            assert_eq!(small.dimensions(), (320, 180), "{format:?}");
        }
        // A small one is not blown up, and what is clear stays clear.
        let clear = RgbaImage::from_pixel(20, 10, Rgba([0, 0, 0, 0]));
        let small = read(&made(&bytes(&clear.into(), ImageFormat::Png)).unwrap());
        assert_eq!(small.dimensions(), (20, 10));
        assert_eq!(small.get_pixel(5, 5)[3], 0);
    }

    /// The photo with what a camera writes: that it was held upright, and a word that must not go on.
    fn upright() -> Vec<u8> {
        let plain = bytes(&photo().into(), ImageFormat::Jpeg);
        let mut exif =
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend(b"CNRY-GPS");
        let mut marked = plain[..2].to_vec();
        marked.extend([0xff, 0xe1]);
        marked.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        marked.extend(&exif);
        marked.extend(&plain[2..]);
        marked
    }

    #[test]
    fn a_photo_held_upright_stands_upright_and_says_no_more() {
        let bytes = made(&upright()).unwrap();
        let small = read(&bytes);
        assert_eq!(small.dimensions(), (180, 320));
        // Turned clockwise: what was left is at the top.
        assert!(small.get_pixel(90, 20)[0] > 200);
        assert!(small.get_pixel(90, 300)[2] > 200);
        assert!(!bytes.windows(8).any(|run| run == b"CNRY-GPS"));
    }

    /// A PNG that says it is of this size, and holds next to nothing.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = bytes(&RgbImage::new(1, 1).into(), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
            }
        }
        !sum
    }

    #[test]
    fn what_is_too_large_or_broken_has_none() {
        assert!(made(&bomb(1, 1)).is_some(), "the bomb is a PNG");
        for (width, height) in [(30_000, 30_000), (1, 2_147_483_647), (16_000, 16_000)] {
            assert_eq!(made(&bomb(width, height)), None, "{width} by {height}");
        }
        let whole = bytes(&photo().into(), ImageFormat::Png);
        assert_eq!(made(&whole[..whole.len() / 2]), None);
        assert_eq!(made(b"\xff\xd8\xff\xe0 no picture at all"), None);
        assert_eq!(made(b"GIF89a"), None);
    }
}
