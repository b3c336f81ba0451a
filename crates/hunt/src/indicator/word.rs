//! A run of letters, digits, dots, hyphens and underscores: an address, a name in the DNS, the name of a file, or several of these.

use super::{
    candidate::{Candidate, What},
    endings::last_label,
    hash::Salt,
    letters::{DIGIT, DOT, HYPHEN, LETTER, UNDERSCORE, WIDE, before, behind_escape, class, start_of},
    scan::Scanner,
};
use statement::observable::{MAX_DOMAIN, domain, domain_and_parents, ipv4};

impl Scanner<'_> {
    /// A word with a dot; `classes` is what its bytes are, and perhaps the one behind it, which belongs to no word.
    #[inline]
    pub(super) fn word(&mut self, start: usize, end: usize, classes: u8) {
        if self.wants.files.spaced && !self.wants.files.bare {
            self.component_of(start, end);
        }
        if classes & WIDE != 0 {
            return;
        }
        let (mut first, mut classes) = (start, classes);
        if matches!(before(self.bytes(), start), Some(b'%' | b'\\')) {
            first = behind_escape(self.bytes(), start);
            let word = self.bytes().get(first..end).unwrap_or_default();
            classes = word.iter().fold(0, |classes, &byte| classes | class(byte));
        }
        if classes & (LETTER | UNDERSCORE) == 0 {
            return self.numbers(first, end);
        }
        if self.wants.names() {
            self.name(first, end);
        }
        if self.wants.files.plain {
            self.file(first, end);
        }
    }

    /// Addresses of IPv4: one, or several with hyphens between. A word that is anything else besides is none of them: a version, or
    /// part of a name.
    pub(super) fn numbers(&mut self, start: usize, end: usize) {
        let (start, end) = self.trimmed(start, end);
        let Some(word) = self.bytes().get(start..end).filter(|_| !self.is_in_six(start, end)) else { return };
        if !word.contains(&b'-') {
            return ipv4(word).into_iter().for_each(|address| self.address(address.into(), start, end));
        }
        if word.split(|&byte| byte == b'-').any(|part| ipv4(part).is_none()) {
            return;
        }
        let mut from = start;
        while from < end {
            let part = self.bytes().get(from..end).unwrap_or_default();
            let length = part.iter().position(|&byte| byte == b'-').unwrap_or(part.len());
            if let Some(address) = part.get(..length).and_then(ipv4) {
                self.address(address.into(), from, from + length);
            }
            from += length + 1;
        }
    }

    /// Names in the DNS: what stands before an ellipsis is a name of its own.
    fn name(&mut self, start: usize, end: usize) {
        let mut end = end;
        while let Some(piece) = self.last_name(start, end) {
            end = piece;
        }
    }

    /// The last name of a word, with its parents; gives back where the ellipsis before it is, if there is one.
    fn last_name(&mut self, start: usize, end: usize) -> Option<usize> {
        let (start, end) = self.trimmed(start, end);
        let name = self.bytes().get(start..end).unwrap_or_default();
        if !self.set.domain_endings.may_have(self.hasher(), last_label(name)) {
            return name.windows(2).rposition(|pair| pair == b"..").map(|place| start + place);
        }
        let (piece, number, labels) = self.parents(start, end);
        if labels >= 2 && end - piece <= MAX_DOMAIN {
            match number {
                Some(number) => self.named(number, piece, end),
                None => self.encoded(piece, end),
            }
        }
        (piece > start).then_some(piece)
    }

    /// Adds a candidate for a name of two labels or more, and each of its parents. Gives back where the name starts, its number and how
    /// many labels it has; of a name with a label in punycode the number is not known, and nothing is added.
    fn parents(&mut self, start: usize, end: usize) -> (usize, Option<u64>, usize) {
        let (set, first) = (self.set, self.out.len());
        let name = self.text.as_bytes().get(start..end).unwrap_or_default();
        let (mut number, mut labels, mut piece) = (Some(set.hasher.root()), 0, end + 1);
        for label in name.rsplit(|&byte| byte == b'.') {
            if label.is_empty() {
                break;
            }
            piece -= label.len() + 1;
            labels += 1;
            let encoded = label.first_chunk::<4>().is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"));
            number = number.filter(|_| !encoded).map(|parents| set.hasher.label(parents, label));
            if let Some(number) =
                number.filter(|_| self.wants.domains && (2..=MAX_DOMAIN / 2 + 1).contains(&labels))
            {
                self.push(What::Domain(labels as u8), number, piece, end);
            }
        }
        let keep = number.is_some() && end - piece.min(end) <= MAX_DOMAIN;
        self.out.truncate(if keep { self.out.len() } else { first });
        for candidate in self.out.iter_mut().skip(first) {
            become_parent(candidate, piece, labels);
        }
        (piece, number, labels)
    }

    /// What else a name may be part of.
    fn named(&mut self, number: u64, start: usize, end: usize) {
        self.host(number, start, end);
        if self.wants.emails && before(self.bytes(), start) == Some(b'@') {
            self.email(number, start, end);
        }
    }

    /// A name with labels in punycode or in Unicode: its number is that of its canonical form.
    pub(super) fn encoded(&mut self, start: usize, end: usize) {
        let mut scratch = String::new();
        let Some(form) = self.text.get(start..end).and_then(|name| domain(name, &mut scratch)) else {
            return;
        };
        if self.wants.domains {
            for (depth, name) in (0..).zip(domain_and_parents(form.text)) {
                self.push(What::Domain(depth), self.hasher().domain(name.as_bytes()), start, end);
            }
        }
        self.named(self.hasher().domain(form.text.as_bytes()), start, end);
    }

    /// The e-mail address whose domain this is.
    fn email(&mut self, domain: u64, start: usize, end: usize) {
        let text = self.bytes();
        let at = start - 1;
        let run = start_of(text, at, is_local);
        let first = if before(text, run) == Some(b'%') { behind_escape(text, run) } else { run };
        let first = super::letters::end_of(text, first, |byte| byte == b'.').min(at);
        if first == at || is_glued(text, run) {
            return;
        }
        let number = self.hasher().email(text.get(first..at).unwrap_or_default(), domain);
        self.push(What::Email, number, first, end);
    }

    /// The name of a file, if it is the last component of a path or stands alone.
    fn file(&mut self, start: usize, end: usize) {
        let behind = self.bytes().get(end);
        let joins = |byte: Option<u8>| matches!(byte, Some(b'~' | b'$' | b'+' | b'#'));
        if matches!(behind, Some(b'/' | b'\\'))
            || joins(behind.copied())
            || joins(before(self.bytes(), start))
        {
            return;
        }
        let word = self.bytes().get(start..end).unwrap_or_default();
        let dots = word.iter().rev().take_while(|&&byte| byte == b'.').count();
        let Some(name) = word.get(..word.len() - dots).filter(|name| name.contains(&b'.')) else { return };
        if self.set.file_endings.may_have(self.hasher(), last_label(name)) {
            let number = self.hasher().text(Salt::FileName, name);
            self.push(What::FileName, number, start, end - dots);
        }
    }

    /// A word without the dots and hyphens around it.
    #[inline]
    fn trimmed(&self, start: usize, end: usize) -> (usize, usize) {
        let word = self.bytes().get(start..end).unwrap_or_default();
        let around = |byte: &&u8| matches!(**byte, b'.' | b'-');
        let front = word.iter().take_while(around).count();
        let back = word.iter().rev().take_while(around).count();
        if front == word.len() { (end, end) } else { (start + front, end - back) }
    }
}

/// A candidate that was added when some labels were known becomes one of the whole name: which of its parents is meant.
fn become_parent(candidate: &mut Candidate, start: usize, labels: usize) {
    if let What::Domain(own) = candidate.token.what {
        candidate.token.what = What::Domain((labels - usize::from(own)) as u8);
        candidate.token.start = start as u32;
    }
}

/// What local parts of e-mail addresses are made of, in practice. RFC 5322 allows signs that part words elsewhere, such as `=`.
fn is_local(byte: u8) -> bool {
    class(byte) & (LETTER | DIGIT | DOT | HYPHEN | UNDERSCORE) != 0 || byte == b'+'
}

/// Whether a sign that can stand inside a local part joins what is before a run to it: `o'brien` is not `brien`.
fn is_glued(text: &[u8], run: usize) -> bool {
    let sign = matches!(before(text, run), Some(b'\'' | b'!' | b'#' | b'$' | b'*' | b'^' | b'~'));
    sign && before(text, run - 1).is_some_and(|byte| class(byte) & (LETTER | DIGIT) != 0)
}
