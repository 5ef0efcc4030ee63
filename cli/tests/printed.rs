//! What is printed, to the letter. `TRYCMD=overwrite` writes it anew; read the difference before you keep it.

#[test]
fn printed() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
