//! The border of the second part, in the source: whatever the first part calls of the session's second part begins by
//! asserting that it is there (`debug_whole`), so that the session's tests, which all begin without it, would see a
//! call that comes too early.

use super::late::LATE;
use crate::workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};

/// What begins a door.
const GUARD: &str = "debug_whole";

/// A method of the session.
struct Method {
    /// The module that it stands in.
    module: String,
    is_late: bool,
    /// Whether the first that it does is to assert that all is there.
    is_guarded: bool,
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
    /// Functions that are no methods of the session.
    others: Vec<(String, String)>,
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
        self.others
            .push((self.module.clone(), node.sig.ident.to_string()));
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'a syn::ImplItemFn) {
        let name = node.sig.ident.to_string();
        if !self.is_session {
            self.others.push((self.module.clone(), name));
            return visit::visit_impl_item_fn(self, node);
        }
        let before = std::mem::take(&mut self.calls);
        visit::visit_impl_item_fn(self, node);
        let method = Method {
            is_late: is_listed(&self.module, &name),
            module: self.module.clone(),
            is_guarded: node.block.stmts.first().is_some_and(is_guard),
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

fn is_guard(statement: &syn::Stmt) -> bool {
    matches!(statement, syn::Stmt::Expr(syn::Expr::MethodCall(call), _) if call.method == GUARD)
}

/// The list's entries for the session: a module, or one function of it.
fn entries() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let places = LATE
        .iter()
        .filter_map(|place| place.strip_prefix("avmsdk_session::session::"));
    places.map(|place| match place.split_once('/') {
        Some((module, function)) => (module, Some(function)),
        None => (place, None),
    })
}

fn is_listed(module: &str, function: &str) -> bool {
    entries().any(|(listed, one)| listed == module && one.is_none_or(|one| one == function))
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

fn session() -> Reader {
    let mut reader = Reader::default();
    for (module, source) in sources(&workspace::root().join("runtime/session/src/session")) {
        reader.module = module;
        reader.visit_file(&source);
    }
    reader
}

/// What code of the runtime's first part calls on the session.
fn called_by_runtime() -> BTreeMap<String, String> {
    let mut called = BTreeMap::new();
    for (module, source) in sources(&workspace::root().join("runtime/src")) {
        let whole = format!("avmsdk_runtime::{module}");
        if LATE.iter().any(|late| whole.starts_with(late)) {
            continue;
        }
        let mut reader = Reader::default();
        reader.visit_file(&source);
        for name in reader.calls {
            called.insert(name, module.clone());
        }
    }
    called
}

#[test]
fn whatever_the_first_part_calls_of_the_second_begins_by_asserting_that_it_is_there() {
    let methods = session().methods;
    let by_runtime = called_by_runtime();
    let mut doors = 0;
    let mut open = Vec::new();
    for (name, door) in methods.iter().filter(|(_, method)| method.is_late) {
        let mut callers = methods
            .iter()
            .filter(|(_, caller)| !caller.is_late && caller.calls.contains(name));
        let caller = callers
            .next()
            .map(|(caller, at)| format!("{}::{caller}", at.module));
        let caller = caller.or_else(|| by_runtime.get(name).cloned());
        doors += u32::from(caller.is_some());
        if let Some(caller) = caller.filter(|_| !door.is_guarded) {
            open.push(format!("{}::{name}, which {caller} calls", door.module));
        }
    }
    assert!(doors > 40, "{doors} doors: the list or the sources are not read");
    assert!(
        open.is_empty(),
        "begin these with `self.{GUARD}()`, and see that they are not called before: {open:#?}"
    );
}

#[test]
fn what_the_list_names_exists() {
    let session = session();
    let methods = session.methods.iter().map(|(name, it)| (&it.module, name));
    let others = session.others.iter().map(|(module, name)| (module, name));
    let all: Vec<_> = methods.chain(others).collect();
    for (module, function) in entries() {
        let exists = all
            .iter()
            .any(|(at, name)| *at == module && function.is_none_or(|function| *name == function));
        assert!(
            exists,
            "{module}/{function:?} is listed as late and does not exist"
        );
    }
}
