//! Columns of text.

/// Lines of columns, each as wide as its widest cell; columns named in `right` end where their numbers end.
pub(super) fn table<const N: usize>(rows: &[[String; N]], right: &[usize]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            line += "  ";
            if right.contains(&column) {
                line += &format!("{cell:>width$}");
            } else {
                line += &format!("{cell:<width$}");
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [["a", "1 KB", "x"], ["été", "999 bytes", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows, &[1]), "  a         1 KB  x\n  été  999 bytes\n");
    }
}
