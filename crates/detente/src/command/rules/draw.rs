//! Diagnostics drawn: with colours on a terminal, as plain lines in a pipe, as JSON for machines.
//!
//! A rule file may come from a stranger. What of it is shown has lost every character that a terminal would obey, each
//! replaced by one of the same length, so that places stay right.

use std::{
    fmt,
    io::{self, Write},
};

use hunt::{Diagnostic, Severity, Span};
use miette::{GraphicalReportHandler, LabeledSpan, NamedSource, SourceCode, SpanContents};

use crate::output::escape;

/// How many characters of a long line are shown.
const MAX_SHOWN: usize = 160;

/// How many of them stand before the place that is pointed at.
const BEFORE: usize = 60;

/// The line of the file that a diagnostic points at, or the part of a long line around it.
struct Snippet {
    text: String,
    /// Where in `text` the place begins and how long it is there, in bytes.
    from: usize,
    length: usize,
    line: usize,
    /// Characters of the line before `text`.
    cut: usize,
}

impl Snippet {
    fn of(span: Span, file: &str) -> Option<Self> {
        let before = file.get(..span.start)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = file.get(line_start..)?.lines().next().unwrap_or_default();
        let from = (span.start - line_start).min(line.len());
        let first: usize =
            line.get(..from)?.char_indices().rev().take(BEFORE).last().map_or(from, |(offset, _)| offset);
        let first = if from <= BEFORE { 0 } else { first };
        let text: String = line.get(first..)?.chars().take(MAX_SHOWN).map(harmless).collect();
        let room = text.len().saturating_sub(from - first);
        let length = span.end.saturating_sub(span.start).min(room);
        let cut = line.get(..first)?.chars().count();
        Some(Snippet { text, from: from - first, length, line: span.line, cut })
    }
}

/// The character, or one of as many bytes that no terminal obeys.
fn harmless(character: char) -> char {
    match character {
        '\t' => ' ',
        plain if !escape::is_hostile(plain) => plain,
        hostile => match hostile.len_utf8() {
            1 => '?',
            2 => '¿',
            3 => char::REPLACEMENT_CHARACTER,
            _ => '\u{1F7E5}',
        },
    }
}

/// As plain lines: the diagnostic as tools know it from compilers, the source line with marks under it, the help.
pub(super) fn plain(out: &mut impl Write, diagnostic: &Diagnostic, text: Option<&str>) -> io::Result<()> {
    writeln!(out, "{}", escape::terminal(&diagnostic.to_string()))?;
    if let Some(snippet) = text.and_then(|text| Snippet::of(diagnostic.span, text)) {
        let before = snippet.text.get(..snippet.from).unwrap_or_default().chars().count();
        let marked =
            snippet.text.get(snippet.from..snippet.from + snippet.length).unwrap_or_default().chars().count();
        let line = snippet.line;
        let margin = " ".repeat(line.to_string().len());
        writeln!(out, "  {line} | {}", snippet.text)?;
        writeln!(out, "  {margin} | {}{}", " ".repeat(before), "^".repeat(marked.max(1)))?;
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {}", escape::terminal(help))?;
    }
    Ok(())
}

/// With colours and lines, for a terminal.
pub(super) fn graphical(out: &mut impl Write, diagnostic: &Diagnostic, text: Option<&str>) -> io::Result<()> {
    let snippet = text.and_then(|text| Snippet::of(diagnostic.span, text));
    let place = format!("{}:{}:{}", diagnostic.file, diagnostic.span.line, diagnostic.span.column);
    let report = Report {
        message: escape::terminal(&diagnostic.message),
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity(),
        help: help(diagnostic, snippet.is_none().then_some(&place)),
        source: snippet.map(|snippet| Numbered::new(escape::terminal(&diagnostic.file), snippet)),
    };
    let mut drawn = String::new();
    let handler = GraphicalReportHandler::new();
    handler.render_report(&mut drawn, &report).map_err(io::Error::other)?;
    writeln!(out, "{}\n", drawn.trim_end())
}

/// The help, with what cannot be drawn: the rule's title, and the file where there is no line to show.
fn help(diagnostic: &Diagnostic, place: Option<&String>) -> Option<String> {
    let rule = diagnostic.rule.as_ref().map(|title| format!("in the rule \"{title}\""));
    let parts: Vec<_> = [place.cloned(), diagnostic.help.clone(), rule].into_iter().flatten().collect();
    (!parts.is_empty())
        .then(|| parts.iter().map(|part| escape::terminal(part)).collect::<Vec<_>>().join("\n"))
}

/// One JSON object on one line.
pub(super) fn json(out: &mut impl Write, diagnostic: &Diagnostic) -> io::Result<()> {
    let Span { start, end, line, column } = diagnostic.span;
    let mut object = Vec::new();
    let mut member = |name: &str, value: &str| {
        object.push(if object.is_empty() { b'{' } else { b',' });
        escape::json_string(&mut object, name);
        object.push(b':');
        escape::json_string(&mut object, value);
    };
    member("kind", "diagnostic");
    member("severity", &diagnostic.severity().to_string());
    member("code", diagnostic.code.as_str());
    member("file", &diagnostic.file);
    member("message", &diagnostic.message);
    if let Some(help) = &diagnostic.help {
        member("help", help);
    }
    if let Some(rule) = &diagnostic.rule {
        member("rule", rule);
    }
    out.write_all(&object)?;
    writeln!(out, r#","line":{line},"column":{column},"start":{start},"end":{end}}}"#)
}

/// A diagnostic as the drawing library wants it.
#[derive(Debug)]
struct Report {
    message: String,
    code: &'static str,
    severity: Severity,
    help: Option<String>,
    source: Option<Numbered>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let source = self.source.as_ref()?;
        let label = LabeledSpan::new_primary_with_span(Some("here".to_owned()), (source.from, source.length));
        Some(Box::new(std::iter::once(label)))
    }
}

/// A snippet that knows its line and the file's name.
#[derive(Debug)]
struct Numbered {
    source: NamedSource<String>,
    from: usize,
    length: usize,
    line: usize,
    cut: usize,
}

impl Numbered {
    fn new(file: String, Snippet { text, from, length, line, cut }: Snippet) -> Self {
        Numbered { source: NamedSource::new(file, text), from, length, line, cut }
    }
}

impl SourceCode for Numbered {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, miette::MietteError> {
        let inner = self.source.read_span(span, before, after)?;
        let (line, column) = (self.line.saturating_sub(1) + inner.line(), self.cut + inner.column());
        let name = self.source.name().to_owned();
        Ok(Box::new(miette::MietteSpanContents::new_named(
            name,
            inner.data(),
            *inner.span(),
            line,
            column,
            inner.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunt::Code;

    fn diagnostic(text: &str, part: &str) -> Diagnostic {
        let start = text.find(part).expect("the part");
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        Diagnostic {
            code: Code::UnknownModifier,
            file: "x\u{1b}[31m.yml".into(),
            span: Span {
                start,
                end: start + part.len(),
                line: text[..start].matches('\n').count() + 1,
                column: text[line_start..start].chars().count() + 1,
            },
            message: "bad\u{1b}]0;title\u{7}".into(),
            help: Some("write\u{202e}it".into()),
            rule: Some("T\u{9b}31m".into()),
        }
    }

    type Draw = fn(&mut Vec<u8>, &Diagnostic, Option<&str>) -> io::Result<()>;

    fn drawn(draw: Draw, text: &str, part: &str) -> String {
        let mut out = Vec::new();
        draw(&mut out, &diagnostic(text, part), Some(text)).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_place_is_marked_under_its_line() {
        let text = "a: 1\nbé\u{1b}x|nope: 2\r\nc: 3\n";
        let plain = drawn(plain, text, "nope");
        let lines: Vec<_> = plain.lines().collect();
        assert_eq!(lines[1], "  2 | bé?x|nope: 2");
        assert_eq!(lines[2], "    |      ^^^^");
    }

    #[test]
    fn no_terminal_obeys_a_rule_file() {
        let long = format!("{}\u{1b}[2J here \u{202e}{}", "ö".repeat(5_000), "é".repeat(5_000));
        for text in ["\u{1b}[31m here", "\u{9b}31m here \u{2028}", long.as_str()] {
            let plain = drawn(plain, text, "here");
            let mut json = Vec::new();
            super::json(&mut json, &diagnostic(text, "here")).expect("written");
            let graphical = drawn(graphical, text, "here");
            for out in [plain, String::from_utf8(json).expect("UTF-8")] {
                assert!(!out.chars().any(|c| c != '\n' && escape::is_hostile(c)), "{out:?}");
            }
            assert!(
                !graphical.contains("\u{1b}[2J")
                    && !graphical.contains('\u{202e}')
                    && !graphical.contains('\u{9b}')
            );
            assert!(graphical.len() < 3_000, "{}", graphical.len());
        }
    }

    #[test]
    fn a_place_at_the_end_of_the_file_can_be_drawn() {
        let mut at_end = diagnostic("a: [1", "1");
        at_end.span = Span { start: 5, end: 5, line: 1, column: 6 };
        for draw in [plain as Draw, graphical] {
            let mut out = Vec::new();
            draw(&mut out, &at_end, Some("a: [1")).expect("written");
            draw(&mut out, &at_end, None).expect("written");
            assert!(String::from_utf8_lossy(&out).contains("sigma/unknown-modifier"));
        }
    }
}
