//! Enums that are nothing but names, read by one small search.
//!
//! What serde derives compares a name with every variant in code of its own, for text, bytes and numbers: for a hundred
//! variants more than a page of the app weighs in the browser. Written they are as serde's `snake_case`.

/// Declares such an enum, with `ALL` and a lean `Deserialize`. It derives `Serialize`, `rename_all = "snake_case"`.
#[macro_export]
macro_rules! named {
    ($(#[$about:meta])* pub enum $Enum:ident { $($(#[$each:meta])* $Variant:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(::serde::Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $Enum { $($(#[$each])* $Variant),* }

        impl $Enum {
            pub const ALL: &[Self] = &[$(Self::$Variant),*];
        }

        impl<'de> ::serde::Deserialize<'de> for $Enum {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                const NAMES: &[&str] = &[$(stringify!($Variant)),*];
                let name = <String as ::serde::Deserialize>::deserialize(from)?;
                $crate::named::place(&name, NAMES)
                    .and_then(|place| Self::ALL.get(place).copied())
                    .ok_or_else(|| ::serde::de::Error::custom("an unknown name"))
            }
        }
    };
}

/// Where among `variants` the one stands that is written `name` in snake case.
pub fn place(name: &str, variants: &[&str]) -> Option<usize> {
    variants
        .iter()
        .position(|variant| is_snake_of(name, variant))
}

fn is_snake_of(name: &str, variant: &str) -> bool {
    let mut rest = name.bytes();
    for (at, letter) in variant.bytes().enumerate() {
        if letter.is_ascii_uppercase() && at > 0 && rest.next() != Some(b'_') {
            return false;
        }
        if rest.next() != Some(letter.to_ascii_lowercase()) {
            return false;
        }
    }
    rest.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_snake_case_and_nothing_like_it() {
        let variants = ["Missing", "TooLong", "TooLongADuration", "NotAKey"];
        for (name, found) in [
            ("missing", Some(0)),
            ("too_long", Some(1)),
            ("too_long_a_duration", Some(2)),
            ("not_a_key", Some(3)),
            ("TooLong", None),
            ("toolong", None),
            ("too_lon", None),
            ("too_longer", None),
            ("_missing", None),
            ("", None),
        ] {
            assert_eq!(place(name, &variants), found, "{name}");
        }
    }
}
