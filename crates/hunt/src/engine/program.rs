//! The conditions of a partition's rules as one arena of nodes.

use super::field_index::PredicateId;

/// The number of a node.
pub(crate) type NodeId = u32;

/// The number of a question that is only asked when a condition comes to it.
pub(crate) type QuestionId = u32;

/// A node; children stand side by side in [`Program::children`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    All { first: u32, len: u32 },
    Any { first: u32, len: u32 },
    Not(NodeId),
    Predicate(PredicateId),
    Question(QuestionId),
}

/// All nodes.
#[derive(Debug, Default)]
pub(crate) struct Program {
    nodes: Vec<Node>,
    children: Vec<NodeId>,
}

/// Who knows the answers of an event.
pub(crate) trait Answers {
    fn predicate(&mut self, predicate: PredicateId) -> bool;
    fn question(&mut self, question: QuestionId) -> bool;
}

impl Program {
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        let id = u32::try_from(self.nodes.len()).expect("rules fit in memory, so their nodes fit in u32");
        self.nodes.push(node);
        id
    }

    pub(crate) fn add_list(&mut self, children: &[NodeId], make: fn(u32, u32) -> Node) -> NodeId {
        let first =
            u32::try_from(self.children.len()).expect("rules fit in memory, so their nodes fit in u32");
        self.children.extend_from_slice(children);
        self.add(make(first, children.len() as u32))
    }

    /// Whether the node holds. Conditions nest as deep as the loader allows, no deeper.
    pub(crate) fn holds(&self, node: NodeId, answers: &mut impl Answers) -> bool {
        match self.nodes.get(node as usize) {
            Some(&Node::Predicate(predicate)) => answers.predicate(predicate),
            Some(&Node::Question(question)) => answers.question(question),
            Some(&Node::Not(part)) => !self.holds(part, answers),
            Some(&Node::All { first, len }) => {
                self.list(first, len).iter().all(|&part| self.holds(part, answers))
            }
            Some(&Node::Any { first, len }) => {
                self.list(first, len).iter().any(|&part| self.holds(part, answers))
            }
            None => false,
        }
    }

    fn list(&self, first: u32, len: u32) -> &[NodeId] {
        self.children.get(first as usize..(first + len) as usize).unwrap_or_default()
    }
}
