//! Who may import whom: modules of core and of the app by their paths, crates by their manifests.

use syn::visit::{self, Visit};

use super::files::Source;

/// A module of core and the modules of core it may use.
const CORE: [(&str, &[&str]); 9] = [
    ("id", &[]),
    ("clock", &[]),
    ("crypto", &["id", "clock"]),
    ("codec", &["id"]),
    ("protocol", &["crypto", "codec", "id", "clock"]),
    ("network", &["protocol", "crypto", "codec", "id", "clock"]),
    ("storage", &["protocol", "crypto", "codec", "id", "clock"]),
    ("engine", &["network", "storage", "protocol", "crypto", "codec", "id", "clock", "api"]),
    ("api", &["engine", "id", "clock", "network"]),
];

/// Modules of core import only what the table allows. A file of tests may reach deeper to set a scene.
pub fn core(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (file, path) in rust_below(files, "core/src/").filter(|(_, path)| !path.ends_with("tests.rs")) {
        let module = module_path(path);
        let Some(top) = module.first() else { continue };
        let allowed = CORE.iter().find(|(name, _)| name == top).map_or(&[] as &[&str], |(_, allowed)| allowed);
        for path in paths_of(file, &module) {
            let [root, used, ..] = path.as_slice() else { continue };
            let is_module = CORE.iter().any(|(name, _)| name == used);
            // The face of the engine names one file of `network`: which network to speak to.
            let is_spec = top == "api" && used == "network" && path.get(2).is_some_and(|part| part == "spec");
            let is_fine = used == top || (allowed.contains(&used.as_str()) && (used != "network" || top != "api"));
            if root == "crate" && is_module && !is_fine && !is_spec {
                complaints.push(format!("{}: {top} must not use {used}", file.path));
            }
        }
    }
    complaints.dedup();
    complaints
}

/// The app sees `onionskin_core::api` and `onionskin_media`; some of its rooms see even less.
pub fn app(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (file, path) in rust_below(files, "app/src/") {
        let module = module_path(path);
        let top = module.first().map_or("", String::as_str);
        for path in paths_of(file, &module) {
            if let Some(why) = app_objection(top, &path) {
                complaints.push(format!("{}: {why}", file.path));
            }
        }
    }
    complaints.dedup();
    complaints
}

fn app_objection(top: &str, path: &[String]) -> Option<String> {
    let part = |i: usize| path.get(i).map_or("", String::as_str);
    let (first, second) = (part(0), part(1));
    match (top, first) {
        ("widgets" | "theme" | "typeset", "onionskin_core" | "onionskin_localnet" | "onionskin_media") => {
            Some(format!("{top} must not use {first}"))
        }
        (_, "onionskin_core") if second != "api" => Some(format!("uses onionskin_core::{second}, only api is public")),
        (_, "onionskin_localnet") if top != "demo" => Some("the local network is for the demo only".to_owned()),
        ("model" | "rpc" | "cli" | "logging", "egui" | "eframe") => Some(format!("{top} must not know {first}")),
        ("widgets", "crate") if !matches!(second, "widgets" | "theme" | "typeset") => {
            Some(format!("widgets must not use {second}"))
        }
        ("theme", "crate") if !matches!(second, "theme" | "typeset") => Some(format!("theme must not use {second}")),
        // Clean enough to be a crate of its own.
        ("typeset", "crate") if second != "typeset" => Some(format!("typeset must not use {second}")),
        _ => None,
    }
}

/// What the manifest of each crate must not name.
pub fn crates(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let is_bad: fn(&str) -> bool = match file.path.as_str() {
            "core/Cargo.toml" => |name| is_ours(name) || is_window(name) || matches!(name, "image" | "cpal" | "webrtc"),
            "media/Cargo.toml" => |name| is_ours(name) || is_window(name),
            "tests/localnet/Cargo.toml" => |name| is_ours(name) || is_window(name),
            "app/Cargo.toml" => |name| {
                matches!(name, "onionskin-tests" | "tokio" | "redb" | "prost" | "rustls" | "ureq")
                    || name.ends_with("-dalek")
            },
            _ => continue,
        };
        for name in dependencies(&file.text).into_iter().filter(|name| is_bad(name)) {
            complaints.push(format!("{}: must not depend on {name}", file.path));
        }
    }
    complaints
}

fn is_ours(name: &str) -> bool {
    name.starts_with("onionskin")
}

fn is_window(name: &str) -> bool {
    matches!(name, "egui" | "eframe" | "winit" | "egui_kittest")
}

fn dependencies(manifest: &str) -> Vec<String> {
    let mut is_inside = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            is_inside = section.trim_end_matches(']').ends_with("dependencies");
        } else if is_inside && !line.starts_with('#') {
            let name: String = line.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            if !name.is_empty() {
                names.push(name);
            }
        }
    }
    names
}

fn rust_below<'a>(files: &'a [Source], folder: &'a str) -> impl Iterator<Item = (&'a Source, &'a str)> {
    files.iter().filter(|file| file.is_rust()).filter_map(move |file| Some((file, file.path.strip_prefix(folder)?)))
}

/// `network/swarm.rs` is the module `network::swarm`, `network/mod.rs` is `network`, `lib.rs` the root.
fn module_path(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).map(str::to_owned).collect()
}

/// All paths that a file names, from the root: `crate::…` or the name of a crate.
fn paths_of(file: &Source, module: &[String]) -> Vec<Vec<String>> {
    let parsed = match syn::parse_file(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => panic!("{} is not Rust: {error}", file.path),
    };
    let mut finder = Finder { module: module.to_vec(), found: Vec::new() };
    finder.visit_file(&parsed);
    finder.found
}

struct Finder {
    module: Vec<String>,
    found: Vec<Vec<String>>,
}

impl Finder {
    /// Turns `self` and `super` into a path from the root.
    fn add(&mut self, parts: &[String]) {
        let mut here = self.module.clone();
        let mut rest = parts;
        let mut is_relative = false;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "self" => is_relative = true,
                "super" => {
                    is_relative = true;
                    here.pop();
                }
                _ => break,
            }
            rest = after;
        }
        let mut path = Vec::new();
        if is_relative {
            path.push("crate".to_owned());
            path.append(&mut here);
        }
        path.extend_from_slice(rest);
        self.found.push(path);
    }

    fn add_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| {
            let mut path = prefix.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(prefix),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(prefix, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.add(&parts);
        }
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        // Tokens of a macro are no syntax tree: look for `crate :: name`.
        let tokens = item.tokens.to_string();
        for after in tokens.split("crate :: ").skip(1) {
            let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            self.add(&["crate".to_owned(), name]);
        }
        visit::visit_macro(self, item);
    }
}
