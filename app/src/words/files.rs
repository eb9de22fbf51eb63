//! Texts of files.

use super::say;

words! {
    files => "Files";
    choose => "Choose files";
    hint => "Up to 100 megabytes each. Drag them here, or paste a picture.";
    add => "Add";
    on_its_way => "On its way";
    remove(name: &str) => "Move {name} to the trash";
}

/// `1.2 MB`: in thousands, as systems show it.
pub fn size(bytes: i64) -> String {
    let units = ["kB", "MB", "GB"];
    if bytes < 1000 {
        return say(if bytes == 1 {
            "1 byte".to_owned()
        } else {
            format!("{bytes} bytes")
        });
    }
    let (mut size, mut unit) = (bytes as f64 / 1000.0, 0);
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(size < 9.95);
    say(format!("{size:.digits$} {}", units[unit]))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_has_two_or_three_figures() {
        for (bytes, text) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (9_949, "9.9 kB"),
            (9_950, "10 kB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (104_857_600, "105 MB"),
            (5_000_000_000, "5.0 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
