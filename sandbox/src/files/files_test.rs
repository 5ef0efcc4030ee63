use super::*;

fn entry(conversation: &str) -> Entry {
    Entry {
        app: AppId::new("a1"),
        conversation: Some(ConversationId::new(conversation)),
        merged_into: None,
        name: "é a.png".to_owned(),
        size: 0,
    }
}

async fn kept(files: &Files, bytes: &[u8], conversation: &str) -> String {
    let mut incoming = files.begin().await.unwrap();
    incoming.write(bytes).await.unwrap();
    incoming.keep(entry(conversation)).await.unwrap().0
}

fn listing(folder: &std::path::Path) -> Vec<String> {
    let found = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = found
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn files_outlive_a_restart_and_unfinished_ones_are_swept_away() {
    let home = tempfile::tempdir().unwrap();
    let data = Data::File(home.path().join("s.db"));
    let folder = home.path().join("s.db.files");
    let files = Files::open(&data).unwrap();
    assert!(!folder.exists(), "made when it is needed");
    let id = kept(&files, b"bytes", "c1").await;
    let entry = files.find(&id).unwrap();
    assert_eq!(
        entry.path(&id),
        format!("/media/apps/a1/conversations/c1/{id}/%C3%A9%20a.png")
    );
    drop(files);
    // As after a kill between any two steps.
    let other = "0".repeat(32);
    let half = "1".repeat(32);
    std::fs::write(folder.join(format!("{other}.part")), "x").unwrap();
    std::fs::write(folder.join(format!("{other}.json.part")), "x").unwrap();
    std::fs::write(folder.join(&half), "x").unwrap();
    std::fs::write(folder.join("mine.txt"), "x").unwrap();
    let files = Files::open(&data).unwrap();
    assert_eq!(files.find(&id), Some(entry));
    assert_eq!(
        listing(&folder),
        [id.clone(), format!("{id}.json"), "mine.txt".to_owned()]
    );
}

#[tokio::test]
async fn what_is_not_kept_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let data = Data::File(home.path().join("s.db"));
    let folder = home.path().join("s.db.files");
    let files = Files::with_limit(&data, 10).unwrap();
    let mut incoming = files.begin().await.unwrap();
    incoming.write(b"123456").await.unwrap();
    assert_eq!(listing(&folder).len(), 1);
    let mut second = files.begin().await.unwrap();
    assert!(matches!(second.write(b"12345").await, Err(WriteError::Full)));
    drop((incoming, second));
    assert_eq!(listing(&folder), [""; 0]);
    let (one, two) = (
        kept(&files, b"12345", "c1").await,
        kept(&files, b"67890", "c2").await,
    );
    files.follow(&[Change::ThreadRemoved(ConversationId::new("c1"))]);
    assert_eq!((files.find(&one), files.find(&two).is_some()), (None, true));
    let three = kept(&files, b"12345", "c1").await;
    files.follow(&[Change::Cleared]);
    assert_eq!((files.find(&two), files.find(&three)), (None, None));
    assert_eq!(listing(&folder), [""; 0]);
    kept(&files, b"1234567890", "c1").await;
}

#[tokio::test]
async fn what_is_not_to_last_goes_with_the_process() {
    let files = Files::open(&Data::Memory).unwrap();
    let folder = files.inner.folder.clone();
    kept(&files, b"bytes", "c1").await;
    assert_eq!(listing(&folder).len(), 2);
    drop(files);
    assert!(!folder.exists());
}
