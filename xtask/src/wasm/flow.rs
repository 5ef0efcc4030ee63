//! A function as a graph: what each instruction does to locals, and which may come next. Of the first wasm; what is newer
//! and branches is refused.

use anyhow::{Context as _, bail};
use wasmparser::{FunctionBody, Operator};

/// How many locals a function may have here: so many bits tell which of them live.
pub(super) const MOST: usize = 128;

/// What an instruction does to a local. One that sets it and hands the value on sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    Nothing,
    Get(usize),
    Set(usize),
}

/// The graph. All lists have an entry for each instruction.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) touches: Vec<Touch>,
    /// Where the number of the local stands, from the beginning of the instructions; means nothing for others.
    pub(super) places: Vec<usize>,
    /// The instructions that may come next.
    pub(super) next: Vec<Vec<usize>>,
}

/// What is open: where a branch to it goes, if that is known already, else those who want to know.
#[derive(Debug, Default)]
struct Block {
    start: Option<usize>,
    waiting: Vec<usize>,
    /// An `if` whose other way is not found yet.
    condition: Option<usize>,
}

impl Flow {
    pub(super) fn read(body: &FunctionBody<'_>) -> anyhow::Result<Self> {
        let operators = body.get_operators_reader()?;
        let start = operators.original_position();
        let mut flow = Self {
            touches: Vec::new(),
            places: Vec::new(),
            next: Vec::new(),
        };
        let mut blocks = vec![Block::default()];
        for operator in operators.into_iter_with_offsets() {
            let (operator, offset) = operator?;
            let at = flow.touches.len();
            flow.touches.push(match operator {
                Operator::LocalGet { local_index } => Touch::Get(local_index as usize),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    Touch::Set(local_index as usize)
                }
                _ => Touch::Nothing,
            });
            flow.places.push((offset - start) as usize + 1);
            flow.next.push(Vec::new());
            flow.go_on(at, &operator, &mut blocks)?;
        }
        Ok(flow)
    }

    /// Draws the edges of one instruction.
    fn go_on(&mut self, at: usize, operator: &Operator<'_>, blocks: &mut Vec<Block>) -> anyhow::Result<()> {
        match operator {
            Operator::Unreachable | Operator::Return => return Ok(()),
            Operator::Block { .. } => blocks.push(Block::default()),
            Operator::Loop { .. } => blocks.push(Block {
                start: Some(at),
                ..Block::default()
            }),
            Operator::If { .. } => blocks.push(Block {
                condition: Some(at),
                ..Block::default()
            }),
            Operator::Else => {
                let block = blocks.last_mut().context("an `else` alone")?;
                let condition = block.condition.take().context("an `else` alone")?;
                block.waiting.push(at);
                self.next[condition].push(at + 1);
                return Ok(());
            }
            Operator::End => {
                let block = blocks.pop().context("an `end` too many")?;
                for from in block.waiting.into_iter().chain(block.condition) {
                    self.next[from].push(at);
                }
                if blocks.is_empty() {
                    return Ok(());
                }
            }
            Operator::Br { relative_depth } => return self.branch(at, *relative_depth, blocks),
            Operator::BrIf { relative_depth } => self.branch(at, *relative_depth, blocks)?,
            Operator::BrTable { targets } => {
                for depth in targets.targets() {
                    self.branch(at, depth?, blocks)?;
                }
                return self.branch(at, targets.default(), blocks);
            }
            Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. }
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
            | Operator::Throw { .. }
            | Operator::ThrowRef
            | Operator::Rethrow { .. }
            | Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. }
            | Operator::BrOnCast { .. }
            | Operator::BrOnCastFail { .. } => {
                bail!("not understood, as newer than the first wasm: {operator:?}")
            }
            _ => {}
        }
        self.next[at].push(at + 1);
        Ok(())
    }

    fn branch(&mut self, at: usize, depth: u32, blocks: &mut [Block]) -> anyhow::Result<()> {
        let block = blocks
            .len()
            .checked_sub(depth as usize + 1)
            .context("a branch out of its function")?;
        match blocks[block].start {
            Some(start) => self.next[at].push(start),
            None => blocks[block].waiting.push(at),
        }
        Ok(())
    }

    /// Which locals are read later without being set before.
    pub(super) fn living(&self) -> Living {
        let count = self.touches.len();
        let mut living = Living {
            before: vec![0; count],
            after: vec![0; count],
        };
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for at in (0..count).rev() {
                let after = self.next[at]
                    .iter()
                    .fold(0, |all, next| all | living.before[*next]);
                let before = match self.touches[at] {
                    Touch::Nothing => after,
                    Touch::Get(local) => after | 1 << local,
                    Touch::Set(local) => after & !(1 << local),
                };
                has_changed |= before != living.before[at];
                (living.before[at], living.after[at]) = (before, after);
            }
        }
        living
    }
}

/// The locals that live before and after each instruction.
#[derive(Debug)]
pub(super) struct Living {
    before: Vec<u128>,
    after: Vec<u128>,
}

impl Living {
    pub(super) fn before(&self, at: usize, local: usize) -> bool {
        self.before[at] >> local & 1 == 1
    }

    pub(super) fn after(&self, at: usize, local: usize) -> bool {
        self.after[at] >> local & 1 == 1
    }
}
