//! The borders of the parts on demand, in the source: whatever is called of the session's late part, or of its part for
//! sending, by what may be there without it, begins by asserting that it is there (`debug_whole`, `debug_sending`), so
//! that the session's tests, which all begin without them, would see a call that comes too early.

use super::demand::{self, Demand};
use crate::workspace;
use std::collections::BTreeSet;
use std::path::Path;
use syn::visit::{self, Visit};

/// What begins a door to that part.
fn guard(part: Demand) -> &'static str {
    match part {
        Demand::Sending => "debug_sending",
        Demand::Late => "debug_whole",
    }
}

/// A method of the session.
struct Method {
    /// The module that it stands in.
    module: String,
    part: Option<Demand>,
    /// What it does first, if that is to call something without arguments on the session.
    begins_with: Option<String>,
    /// Methods that it calls on the session.
    calls: BTreeSet<String>,
}

/// Collects the methods of `impl Session`, and what is called on the session.
#[derive(Default)]
struct Reader {
    module: String,
    /// Whether `self` is the session.
    is_session: bool,
    methods: Vec<(String, Method)>,
    /// Functions that are no methods of the session, by module, and what they call on it.
    others: Vec<(String, String, BTreeSet<String>)>,
    calls: BTreeSet<String>,
}

impl Reader {
    fn is_session(&self, receiver: &syn::Expr) -> bool {
        match receiver {
            syn::Expr::Path(path) => {
                path.path.is_ident("session") || self.is_session && path.path.is_ident("self")
            }
            syn::Expr::Field(field) => {
                matches!(&field.member, syn::Member::Named(name) if name == "session")
            }
            _ => false,
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_mod(&mut self, node: &'a syn::ItemMod) {
        if node.ident != "tests" {
            visit::visit_item_mod(self, node);
        }
    }

    fn visit_item_impl(&mut self, node: &'a syn::ItemImpl) {
        self.is_session = matches!(&*node.self_ty, syn::Type::Path(path) if path.path.is_ident("Session"));
        visit::visit_item_impl(self, node);
        self.is_session = false;
    }

    fn visit_item_fn(&mut self, node: &'a syn::ItemFn) {
        let before = std::mem::take(&mut self.calls);
        visit::visit_item_fn(self, node);
        let calls = std::mem::replace(&mut self.calls, before);
        let name = node.sig.ident.to_string();
        self.others.push((self.module.clone(), name, calls));
    }

    fn visit_impl_item_fn(&mut self, node: &'a syn::ImplItemFn) {
        let name = node.sig.ident.to_string();
        let before = std::mem::take(&mut self.calls);
        visit::visit_impl_item_fn(self, node);
        if !self.is_session {
            let calls = std::mem::replace(&mut self.calls, before);
            self.others.push((self.module.clone(), name, calls));
            return;
        }
        let method = Method {
            part: part("avmsdk_session::session", &self.module, &name),
            module: self.module.clone(),
            begins_with: node.block.stmts.first().and_then(called),
            calls: std::mem::replace(&mut self.calls, before),
        };
        self.methods.push((name, method));
    }

    fn visit_expr_method_call(&mut self, node: &'a syn::ExprMethodCall) {
        if self.is_session(&node.receiver) {
            self.calls.insert(node.method.to_string());
        }
        visit::visit_expr_method_call(self, node);
    }
}

fn called(statement: &syn::Stmt) -> Option<String> {
    match statement {
        syn::Stmt::Expr(syn::Expr::MethodCall(call), _) if call.args.is_empty() => {
            Some(call.method.to_string())
        }
        _ => None,
    }
}

/// For which part a function is listed.
fn part(of: &str, module: &str, function: &str) -> Option<Demand> {
    let whole = format!("{of}::{module}");
    demand::listed(|place| {
        let (listed, one) = demand::read(place);
        let rest = whole.strip_prefix(listed);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            && one.is_none_or(|one| one == function)
    })
}

/// The sources below a folder, by their modules.
fn sources(folder: &Path) -> Vec<(String, syn::File)> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let sources = files.filter(|file| {
        let name = file.file_name().to_string_lossy();
        name.ends_with(".rs") && !name.ends_with("_test.rs")
    });
    sources
        .map(|file| {
            let path = file.path().strip_prefix(folder).unwrap().with_extension("");
            let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
            let text = std::fs::read_to_string(file.path()).unwrap();
            (names.join("::"), syn::parse_file(&text).unwrap())
        })
        .collect()
}

fn read(folder: &str) -> Reader {
    let mut reader = Reader::default();
    for (module, source) in sources(&workspace::root().join(folder)) {
        reader.module = module;
        reader.visit_file(&source);
        assert!(
            reader.calls.is_empty(),
            "called by no function that is understood here: {:?}",
            reader.calls
        );
    }
    reader
}

fn session() -> Reader {
    read("runtime/session/src/session")
}

/// A function that calls methods of the session.
struct Caller {
    name: String,
    part: Option<Demand>,
    calls: BTreeSet<String>,
}

/// All of the session and the runtime.
fn callers(session: &Reader) -> Vec<Caller> {
    let methods = session.methods.iter().map(|(name, method)| Caller {
        name: format!("{}::{name}", method.module),
        part: method.part,
        calls: method.calls.clone(),
    });
    let other = |of: &'static str| {
        move |(module, name, calls): &(String, String, BTreeSet<String>)| Caller {
            name: format!("{module}::{name}"),
            part: part(of, module, name),
            calls: calls.clone(),
        }
    };
    let runtime = read("runtime/src");
    let others = session.others.iter().map(other("avmsdk_session::session"));
    let of_runtime = runtime.others.iter().map(other("avmsdk_runtime"));
    methods.chain(others).chain(of_runtime).collect()
}

/// How many methods of that part are called by what may be there without it, and those of them that do not assert that
/// it is there.
fn doors(part: Demand) -> (usize, Vec<String>) {
    let session = session();
    let callers = callers(&session);
    let mut doors = 0;
    let mut open = Vec::new();
    for (name, door) in session.methods.iter().filter(|(_, it)| it.part == Some(part)) {
        // Whoever has the late part has the one for sending.
        let caller = callers
            .iter()
            .find(|caller| caller.part < Some(part) && caller.calls.contains(name));
        doors += usize::from(caller.is_some());
        if let Some(caller) = caller.filter(|_| door.begins_with.as_deref() != Some(guard(part))) {
            open.push(format!("{}::{name}, which {} calls", door.module, caller.name));
        }
    }
    (doors, open)
}

fn assert_guarded(part: Demand, at_least: usize) {
    let (doors, open) = doors(part);
    assert!(
        doors > at_least,
        "{doors} doors: the list or the sources are not read"
    );
    assert!(
        open.is_empty(),
        "begin these with `self.{}()`, and see that they are not called before: {open:#?}",
        guard(part)
    );
}

#[test]
fn whatever_is_called_of_the_late_part_begins_by_asserting_that_it_is_there() {
    assert_guarded(Demand::Late, 40);
}

#[test]
fn whatever_the_first_part_calls_of_the_one_for_sending_begins_by_asserting_that_it_is_there() {
    assert_guarded(Demand::Sending, 10);
}

#[test]
fn what_the_lists_name_of_the_session_exists() {
    let session = session();
    let methods = session.methods.iter().map(|(name, it)| (&it.module, name));
    let others = session.others.iter().map(|(module, name, _)| (module, name));
    let all: Vec<_> = methods.chain(others).collect();
    for (place, _) in demand::places() {
        let (module, function) = demand::read(place);
        let Some(module) = module.strip_prefix("avmsdk_session::session::") else {
            continue;
        };
        let exists = all
            .iter()
            .any(|(at, name)| *at == module && function.is_none_or(|function| *name == function));
        assert!(exists, "`{place}` is listed and does not exist");
    }
}
