//! Pages of a list, by cursors: a cursor is the id of a record.
//! Source: <https://docs.smooch.io/rest/#section/Introduction/API-pagination-and-records-limits>.

use super::super::Paging;
use super::super::outcome::{Refusal, Reply};
use avmsdk_protocol::business::Page;
use avmsdk_protocol::{Object, Value, Wire};
use std::ops::Range;
use url::form_urlencoded::Serializer;

/// Records in a page where the query says nothing.
const SIZE: usize = 25;
/// Records in a page at most.
const MAX_SIZE: usize = 100;

/// Where a page without a cursor stands, and how long pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// At the beginning; the query may say how long.
    FromFirst,
    /// At the end, 100 long whatever the query says: messages.
    FromLast,
}

/// The reply with one page of the records, whose ids are given in their order.
///
/// `hasMore` speaks of the direction that is paged in; a cursor or a link is there only where a page
/// lies behind it.
pub(super) fn reply(
    name: &str,
    ids: &[&str],
    order: Order,
    paging: &Paging,
    record: impl Fn(usize) -> Value,
) -> Result<Reply, Refusal> {
    let Cut { range, is_backwards } = cut(ids, order, paging)?;
    let (has_previous, has_next) = (range.start > 0, range.end < ids.len());
    let cursor = |is_there: bool, index: usize| {
        let id = ids.get(index).filter(|_| is_there && !range.is_empty());
        id.map(|id| (*id).to_owned())
    };
    let mut meta = Page::new();
    meta.set_has_more(if is_backwards { has_previous } else { has_next })
        .set_before_cursor(cursor(has_previous, range.start))
        .set_after_cursor(cursor(has_next, range.end.saturating_sub(1)));
    let mut links = Object::new();
    for (link, key, cursor) in [
        ("prev", "page[before]", meta.before_cursor()),
        ("next", "page[after]", meta.after_cursor()),
    ] {
        if let Some(cursor) = cursor {
            links.set(link, address(paging, order, key, &cursor));
        }
    }
    let mut response = Object::new();
    response.set(name, Value::Array(range.map(record).collect()));
    response.set("meta", meta.to_value());
    response.set("links", links);
    Ok(Reply::ok(&response))
}

struct Cut {
    range: Range<usize>,
    is_backwards: bool,
}

fn cut(ids: &[&str], order: Order, paging: &Paging) -> Result<Cut, Refusal> {
    let size = size(order, paging)?;
    let find = |name: &str, id: &str| {
        let found = ids.iter().position(|one| *one == id);
        found.ok_or_else(|| {
            Refusal::bad_request(format!(
                "`page[{name}]` should be the id of a record of this list"
            ))
        })
    };
    let forwards = |start: usize| Cut {
        range: start..ids.len().min(start + size),
        is_backwards: false,
    };
    let backwards = |end: usize| Cut {
        range: end.saturating_sub(size)..end,
        is_backwards: true,
    };
    match (&paging.after, &paging.before, order) {
        (Some(_), Some(_), _) => Err(Refusal::bad_request(
            "only one of `page[after]` and `page[before]` should be there",
        )),
        (Some(after), None, _) => Ok(forwards(find("after", after)? + 1)),
        (None, Some(before), _) => Ok(backwards(find("before", before)?)),
        (None, None, Order::FromFirst) => Ok(forwards(0)),
        (None, None, Order::FromLast) => Ok(backwards(ids.len())),
    }
}

fn size(order: Order, paging: &Paging) -> Result<usize, Refusal> {
    match (order, &paging.size) {
        (Order::FromLast, _) => Ok(MAX_SIZE),
        (Order::FromFirst, None) => Ok(SIZE),
        (Order::FromFirst, Some(size)) => size
            .parse()
            .ok()
            .filter(|size| (1..=MAX_SIZE).contains(size))
            .ok_or_else(|| Refusal::bad_request("`page[size]` should be a whole number from 1 to 100")),
    }
}

/// The address of another page of the same size.
fn address(paging: &Paging, order: Order, key: &str, cursor: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair(key, cursor);
    if let (Order::FromFirst, Some(size)) = (order, &paging.size) {
        query.append_pair("page[size]", size);
    }
    let joint = if paging.address.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", paging.address, query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Body;

    const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn page(order: Order, after: Option<&str>, before: Option<&str>, size: Option<&str>) -> Option<String> {
        let paging = Paging {
            after: after.map(str::to_owned),
            before: before.map(str::to_owned),
            size: size.map(str::to_owned),
            address: "http://h/x?f=1".to_owned(),
        };
        let reply = reply("letters", &IDS, order, &paging, |index| Value::from(IDS[index])).ok()?;
        let Body::Json(value) = reply.body else {
            return None;
        };
        Some(avmsdk_protocol::json::write(&value))
    }

    #[test]
    fn pages_join_without_gap_or_overlap() {
        let two = |after, before| page(Order::FromFirst, after, before, Some("2")).unwrap();
        assert_eq!(
            two(None, None),
            r#"{"letters":["a","b"],"meta":{"hasMore":true,"afterCursor":"b"},"links":{"next":"http://h/x?f=1&page%5Bafter%5D=b&page%5Bsize%5D=2"}}"#
        );
        assert_eq!(
            two(Some("b"), None),
            r#"{"letters":["c","d"],"meta":{"hasMore":true,"beforeCursor":"c","afterCursor":"d"},"links":{"prev":"http://h/x?f=1&page%5Bbefore%5D=c&page%5Bsize%5D=2","next":"http://h/x?f=1&page%5Bafter%5D=d&page%5Bsize%5D=2"}}"#
        );
        assert!(
            two(Some("d"), None).starts_with(
                r#"{"letters":["e"],"meta":{"hasMore":false,"beforeCursor":"e"},"links":{"prev""#
            )
        );
        assert!(two(None, Some("e")).starts_with(r#"{"letters":["c","d"],"meta":{"hasMore":true,"#));
        assert!(two(None, Some("c")).starts_with(r#"{"letters":["a","b"],"meta":{"hasMore":false,"#));
    }

    #[test]
    fn messages_begin_at_the_end_and_ignore_the_size() {
        assert_eq!(
            page(Order::FromLast, None, None, Some("2")).unwrap(),
            r#"{"letters":["a","b","c","d","e"],"meta":{"hasMore":false},"links":{}}"#
        );
        assert!(
            page(Order::FromLast, None, Some("c"), None)
                .unwrap()
                .starts_with(r#"{"letters":["a","b"],"meta":{"hasMore":false,"afterCursor":"b"},"#)
        );
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for (after, before, size) in [
            (Some("a"), Some("b"), None),
            (Some("z"), None, None),
            (None, Some("z"), None),
            (None, None, Some("101")),
            (None, None, Some("0")),
            (None, None, Some("-1")),
            (None, None, Some("many")),
        ] {
            assert_eq!(
                page(Order::FromFirst, after, before, size),
                None,
                "{after:?} {before:?} {size:?}"
            );
        }
    }
}
