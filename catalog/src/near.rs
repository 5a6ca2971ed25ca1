//! Which known name somebody probably meant.

/// The `most` known names that need the fewest edits, best first, out of those that need fewer than
/// half as many edits as `written` has characters.
pub fn near<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
    most: usize,
) -> Vec<&'n str> {
    let length = written.chars().count();
    let measured = known
        .into_iter()
        .map(|name| (edits_between(written, name), name));
    let mut near: Vec<_> = measured.filter(|(edits, _)| edits * 2 < length).collect();
    near.sort_unstable();
    near.truncate(most);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Insertions, deletions and substitutions between two texts.
fn edits_between(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, from) in a.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for (column, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(edits_between(a, b), edits, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_what_is_far_does_not_come() {
        let known = ["m7g.large", "m7g.xlarge", "r7g.large", "d3.xlarge"];
        assert_eq!(near("m7g.larg", known, 2), ["m7g.large", "m7g.xlarge"]);
        assert_eq!(near("something-else", known, 3), [""; 0]);
        assert_eq!(near("", known, 3), [""; 0]);
    }
}
