//! Files of the store: reading and writing at a position, and who may read them.
//!
//! Unix and Windows name these differently; nothing else of the store knows which system it is on.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Reads exactly as many bytes as fit into `out`.
pub fn read_at(file: &File, out: &mut [u8], offset: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::FileExt::read_exact_at(file, out, offset)
    }
    #[cfg(windows)]
    {
        let (mut out, mut offset) = (out, offset);
        while !out.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(file, out, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            out = out.split_at_mut(read).1;
            offset += read as u64;
        }
        Ok(())
    }
}

/// Writes all of `bytes`.
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
    }
    #[cfg(windows)]
    {
        let (mut bytes, mut offset) = (bytes, offset);
        while !bytes.is_empty() {
            let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = bytes.split_at(written).1;
            offset += written as u64;
        }
        Ok(())
    }
}

/// A file that is made will be readable by its owner only.
pub fn only_for_owner(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes a folder, readable by its owner only, if there is none.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes sure that names made, moved or removed in a folder are on the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Puts `bytes` in the place of the file at `path` at one moment: a crash leaves the old or the new.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("keys.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    only_for_owner(&mut options);
    let file = options.open(&fresh)?;
    write_at(&file, bytes, 0)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&fresh, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}
