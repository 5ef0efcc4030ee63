//! Which of several places counts: flags before variables before the file. What excludes another is one setting
//! with it, so that a flag beats both.

use std::collections::BTreeMap;

/// A value that a place gives to a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<T> {
    /// The flag.
    pub flag: String,
    /// Whether it switches the flag off, and so excludes nothing.
    pub is_off: bool,
    /// What it gives.
    pub value: T,
}

/// Two claims of one layer that exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both<T>(pub Claim<T>, pub Claim<T>);

/// Takes each flag from the first layer that has it, unless a layer before excludes it.
///
/// # Errors
/// Where one layer has two claims that exclude each other: nothing tells which is meant.
pub fn resolve<T>(
    layers: Vec<Vec<Claim<T>>>,
    excludes: impl Fn(&str, &str) -> bool,
) -> Result<BTreeMap<String, Claim<T>>, Box<Both<T>>> {
    let exclude = |one: &Claim<T>, other: &Claim<T>| {
        !one.is_off && !other.is_off && (excludes(&one.flag, &other.flag) || excludes(&other.flag, &one.flag))
    };
    let mut taken: BTreeMap<String, Claim<T>> = BTreeMap::new();
    for layer in layers {
        let mut of_layer: Vec<Claim<T>> = Vec::new();
        for claim in layer {
            if taken.contains_key(&claim.flag) || taken.values().any(|other| exclude(&claim, other)) {
                continue;
            }
            if let Some(at) = of_layer.iter().position(|other| exclude(&claim, other)) {
                return Err(Box::new(Both(of_layer.swap_remove(at), claim)));
            }
            of_layer.push(claim);
        }
        taken.extend(of_layer.into_iter().map(|claim| (claim.flag.clone(), claim)));
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(flag: &str, value: &'static str) -> Claim<&'static str> {
        Claim {
            flag: flag.to_owned(),
            is_off: value == "false",
            value,
        }
    }

    fn one_of_two(one: &str, other: &str) -> bool {
        [("region", "api-host"), ("no-proof", "wait")].contains(&(one, other))
    }

    #[test]
    fn the_first_layer_counts_and_takes_the_place_of_what_it_excludes() {
        let taken = resolve(
            vec![
                vec![claim("api-host", "flag")],
                vec![claim("region", "variable"), claim("cdn", "variable")],
                vec![
                    claim("region", "file"),
                    claim("cdn", "file"),
                    claim("out", "file"),
                ],
            ],
            one_of_two,
        )
        .unwrap();
        let taken: Vec<_> = taken
            .values()
            .map(|claim| (claim.flag.as_str(), claim.value))
            .collect();
        assert_eq!(
            taken,
            [("api-host", "flag"), ("cdn", "variable"), ("out", "file")]
        );
    }

    #[test]
    fn two_of_one_layer_are_an_error_unless_one_is_off() {
        let error = resolve(
            vec![vec![claim("wait", "60"), claim("no-proof", "true")]],
            one_of_two,
        );
        let Both(one, other) = *error.unwrap_err();
        assert_eq!((one.flag.as_str(), other.flag.as_str()), ("wait", "no-proof"));
        let taken = resolve(
            vec![vec![claim("no-proof", "false")], vec![claim("wait", "60")]],
            one_of_two,
        );
        assert_eq!(taken.unwrap().len(), 2);
    }
}
