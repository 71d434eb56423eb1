//! Finds the languages: a folder of Fluent files each in `assets/strings`, English first.
//!
//! A further language is a folder and nothing else.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../assets/strings");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut tags: Vec<String> = names(&root)?.into_iter().filter(|name| root.join(name).is_dir()).collect();
    tags.sort_by_key(|tag| (tag != "en", tag.clone()));
    let mut code = String::from("&[\n");
    for tag in tags {
        let folder = root.join(&tag).canonicalize()?;
        println!("cargo::rerun-if-changed={}", folder.display());
        writeln!(code, "Language {{ tag: {tag:?}, files: &[")?;
        for name in names(&folder)?.into_iter().filter(|name| Path::new(name).extension() == Some("ftl".as_ref())) {
            let path = folder.join(name).to_string_lossy().into_owned();
            writeln!(code, "include_str!({path:?}),")?;
        }
        code.push_str("] },\n");
    }
    code.push_str("]\n");
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("languages.rs"), code)?;
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
