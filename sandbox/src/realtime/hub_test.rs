use super::super::connection::QUEUE;
use super::*;

fn hub() -> Hub {
    Hub::new(Entropy::new([5; 32]))
}

fn frames(texts: &[&str]) -> Vec<Frame> {
    texts.iter().map(|text| Frame::from(*text)).collect()
}

fn joined(hub: &Hub) -> ClientId {
    let id = hub.connect().unwrap();
    assert!(hub.subscribe(&id, "/a"));
    id
}

#[tokio::test]
async fn a_poll_that_was_given_up_takes_nothing_with_it() {
    let hub = hub();
    let id = joined(&hub);
    drop(hub.wait(&id));
    hub.deliver("/a", &"one".into());
    assert_eq!(hub.take_queue(&id), frames(&["one"]));
    let (output, mut events) = mpsc::channel(4);
    let socket = hub.open_socket(output).unwrap();
    assert!(hub.bind(&id, &socket));
    drop(hub.wait(&id));
    hub.deliver("/a", &"two".into());
    assert!(matches!(events.try_recv(), Ok(Output::Event(_, frame)) if &*frame == "two"));
    assert_eq!(hub.take_queue(&id), frames(&[]));
}

#[tokio::test]
async fn a_socket_that_is_full_is_left_and_nothing_is_lost_or_turned_round() {
    let hub = hub();
    let id = joined(&hub);
    let (output, mut events) = mpsc::channel(2);
    let socket = hub.open_socket(output).unwrap();
    hub.bind(&id, &socket);
    for text in ["one", "two", "three", "four"] {
        hub.deliver("/a", &text.into());
    }
    // As the socket does at its end.
    hub.close_socket(socket.number);
    let mut unsent = Vec::new();
    while let Ok(Output::Event(id, frame)) = events.try_recv() {
        unsent.push((id, frame));
    }
    hub.put_back(unsent);
    assert_eq!(hub.take_queue(&id), frames(&["one", "two", "three", "four"]));
}

#[tokio::test]
async fn who_is_away_too_long_loses_the_oldest() {
    let hub = hub();
    let id = joined(&hub);
    for number in 0..QUEUE + 2 {
        hub.deliver("/a", &number.to_string().into());
    }
    let queue = hub.take_queue(&id);
    assert_eq!((queue.len(), &*queue[0]), (QUEUE, "2"));
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_forgotten_after_its_grace_unless_something_carries_it() {
    let hub = hub();
    let (lost, polling, carried) = (joined(&hub), joined(&hub), joined(&hub));
    let (output, _events) = mpsc::channel(4);
    let socket = hub.open_socket(output).unwrap();
    hub.bind(&carried, &socket);
    let _poll = hub.wait(&polling);
    tokio::time::advance(GRACE + Duration::from_secs(1)).await;
    hub.connect();
    assert_eq!(
        [&lost, &polling, &carried].map(|id| hub.touch(id)),
        [false, true, true]
    );
    hub.close_socket(socket.number);
    tokio::time::advance(GRACE - Duration::from_secs(1)).await;
    hub.connect();
    assert!(hub.touch(&carried), "the grace begins when the socket goes");
}

#[tokio::test(start_paused = true)]
async fn a_connection_whose_poll_was_given_up_is_not_kept_for_it() {
    let hub = hub();
    let id = joined(&hub);
    drop(hub.wait(&id));
    assert!(!hub.connections()[0].is_polling);
    tokio::time::advance(GRACE + Duration::from_secs(1)).await;
    hub.connect();
    assert!(!hub.touch(&id));
}

#[tokio::test]
async fn who_is_behind_by_too_many_bytes_is_cut_and_its_queue_has_a_bound() {
    let hub = hub();
    let id = joined(&hub);
    let (output, mut events) = mpsc::channel(1000);
    let socket = hub.open_socket(output).unwrap();
    hub.bind(&id, &socket);
    let large: Frame = "x".repeat(1024 * 1024).into();
    for _ in 0..5 {
        hub.deliver("/a", &large);
    }
    assert!(socket.is_cut());
    assert_eq!(hub.connections()[0].waiting, 1, "four are with the socket");
    hub.close_socket(socket.number);
    let mut unsent = Vec::new();
    while let Ok(Output::Event(id, frame)) = events.try_recv() {
        unsent.push((id, frame));
    }
    assert_eq!(unsent.len(), 4);
    hub.put_back(unsent);
    assert_eq!(hub.connections()[0].waiting, 4, "the oldest goes");
}

#[test]
fn there_are_so_many_connections_channels_and_listeners_and_no_more() {
    let hub = hub();
    let one = hub.connect().unwrap();
    for number in 0..16 {
        assert!(hub.subscribe(&one, &format!("/{number}")));
    }
    assert!(!hub.subscribe(&one, "/16"));
    assert!(hub.subscribe(&one, "/0"), "again is not more");
    assert!(
        (1_000..MAX_CONNECTIONS).contains(&MAX_LISTENERS),
        "a load test of one user"
    );
    for _ in 0..MAX_LISTENERS {
        assert!(hub.subscribe(&hub.connect().unwrap(), "/popular"));
    }
    let late = hub.connect().unwrap();
    assert!(!hub.subscribe(&late, "/popular"));
    while hub.connect().is_some() {}
    assert_eq!(hub.connections().len(), MAX_CONNECTIONS);
    hub.disconnect(&late);
    assert!(hub.connect().is_some());
}
