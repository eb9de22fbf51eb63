//! JSON, packed: a plan of 50,000 tasks is some fifty megabytes of it, and a few packed.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>> {
    // In large pieces: the packer is slow on the small ones that serde writes.
    let mut writer = std::io::BufWriter::with_capacity(
        64 * 1024,
        GzEncoder::new(Vec::new(), Compression::fast()),
    );
    serde_json::to_writer(&mut writer, value).map_err(|e| wrong(&e))?;
    writer.flush().map_err(|e| wrong(&e))?;
    let packer = writer.into_inner().map_err(|e| wrong(&e))?;
    packer.finish().map_err(|e| wrong(&e))
}

pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut text = Vec::new();
    GzDecoder::new(bytes)
        .read_to_end(&mut text)
        .map_err(|e| wrong(&e))?;
    serde_json::from_slice(&text).map_err(|e| wrong(&e))
}

fn wrong(error: &dyn std::fmt::Display) -> Error {
    Error::Other(format!("a packed plan: {error}"))
}
