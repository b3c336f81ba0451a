//! One modifier applied to one value. Modifiers are applied in the order in which they are written; what a
//! modifier takes is told by what the value has become, so most wrong combinations refuse themselves.

use std::net::IpAddr;

use regex_syntax::ast::parse::Parser;

use super::{
    encode,
    modifier::{Applied, Flag, Modifier},
    pattern::Pieces,
    pcre, placeholder,
    reading::Reading,
    value::{Scalar, Text, Value},
    windash,
};
use crate::{
    diagnostic::{Code, Problem},
    rule::{Comparison, FieldComparison, Network, Piece, Place, Regex, TimePart},
    yaml::Span,
};

/// How many forms one value may take, and how many bytes of text they may have. Modifiers can be repeated, and some multiply
/// the forms or the bytes each time.
const MAX_FORMS: usize = 10_000;
const MAX_BYTES: usize = 4 << 20;

/// What the forms of one value may still cost.
struct Room {
    forms: usize,
    bytes: usize,
}

impl Room {
    /// Pays for what has become of one form.
    fn pay(&mut self, made: &Value) -> Option<()> {
        match made {
            Value::Any(forms) => return forms.iter().try_for_each(|form| self.pay(form)),
            Value::Text(text) => self.bytes = self.bytes.checked_sub(text.length())?,
            _ => {}
        }
        self.forms = self.forms.checked_sub(1)?;
        Some(())
    }
}

/// Applies `applied` to `value`.
pub(super) fn apply(value: Value, applied: &Applied, reading: &mut Reading<'_>) -> Result<Value, Problem> {
    apply_to_each(value, applied, reading, &mut Room { forms: MAX_FORMS, bytes: MAX_BYTES })
}

fn apply_to_each(
    value: Value,
    applied: &Applied,
    reading: &mut Reading<'_>,
    room: &mut Room,
) -> Result<Value, Problem> {
    if let Value::Any(values) = value {
        let each = values.into_iter().map(|value| apply_to_each(value, applied, reading, room));
        return each.collect::<Result<_, _>>().map(Value::Any);
    }
    let made = apply_to_one(value, applied, reading)?;
    match room.pay(&made) {
        Some(()) => Ok(made),
        None => Err(Problem::new(
            Code::Limit,
            applied.span,
            format!(
                "`{}`: the value grows beyond {MAX_FORMS} forms or {} MiB",
                applied.name,
                MAX_BYTES >> 20
            ),
        )),
    }
}

fn apply_to_one(value: Value, applied: &Applied, reading: &mut Reading<'_>) -> Result<Value, Problem> {
    match applied.modifier {
        // These two are about all values of the field together.
        Modifier::All | Modifier::Differs => Ok(value),
        Modifier::Exists => exists(value, applied),
        Modifier::Cased => cased(value, applied),
        Modifier::Place(place) => put(value, place, applied),
        Modifier::Windash => windash::dashes(&text(value, applied)?)
            .map_err(|limit| Problem::new(Code::Limit, reading.value, limit)),
        Modifier::Regex => regex(value, applied),
        Modifier::Flag(flag) => flagged(value, flag, applied),
        Modifier::Base64 => encode::base64(&unplaced(value, applied)?, applied),
        Modifier::Base64Offset => encode::base64_offset(&unplaced(value, applied)?, applied),
        Modifier::Utf16(form) => encode::utf16(&unplaced(value, applied)?, form, applied),
        Modifier::Compare(comparison) => compare(value, comparison, applied),
        Modifier::Time(part) => time(value, part, applied),
        Modifier::Cidr => cidr(value, applied, reading.value),
        Modifier::Expand => placeholder::expand(value, applied, reading),
        Modifier::FieldRef => field(value, applied),
    }
}

fn wrong(value: &Value, applied: &Applied, wanted: &str) -> Problem {
    applied.problem(format!("takes {wanted}, and here it meets {}", value.noun()))
}

/// The value as text: what most modifiers work on. Numbers and truth values are taken as they are written.
pub(super) fn text(value: Value, applied: &Applied) -> Result<Text, Problem> {
    match value {
        Value::Plain(plain) => Ok(Text::read(&plain.text)),
        Value::Text(text) => Ok(text),
        other => Err(wrong(&other, applied, "text")),
    }
}

/// The value as text that no `contains`, `startswith` or `endswith` has put wildcards around yet.
fn unplaced(value: Value, applied: &Applied) -> Result<Text, Problem> {
    let text = text(value, applied)?;
    if text.placed {
        return Err(applied
            .problem("would encode the wildcards that stand for `contains`, `startswith` or `endswith`")
            .help(format!("write `{}` before them", applied.name)));
    }
    Ok(text)
}

fn exists(value: Value, applied: &Applied) -> Result<Value, Problem> {
    match value {
        Value::Plain(plain) => match plain.scalar {
            Scalar::Bool(truth) => Ok(Value::Exists(truth)),
            _ => Err(wrong(&Value::Plain(plain), applied, "true or false, without quotes")),
        },
        other => Err(wrong(&other, applied, "true or false")),
    }
}

fn cased(value: Value, applied: &Applied) -> Result<Value, Problem> {
    Ok(match value {
        Value::Field(comparison) => Value::Field(FieldComparison { cased: true, ..comparison }),
        Value::Regex(_) => {
            return Err(applied.problem("regular expressions are cased unless they have the flag `i`"));
        }
        other => Value::Text(Text { cased: true, ..text(other, applied)? }),
    })
}

fn put(value: Value, place: Place, applied: &Applied) -> Result<Value, Problem> {
    Ok(match value {
        Value::Field(comparison) => Value::Field(FieldComparison { place, ..comparison }),
        Value::Regex(regex) => Value::Regex(anchored(regex, place)),
        other => {
            let text = text(other, applied)?;
            let pieces = surrounded(&text.pieces, place);
            Value::Text(Text { placed: true, ..text.with(pieces) })
        }
    })
}

/// The pieces with the wildcards of a place.
pub(super) fn surrounded(inner: &[Piece], place: Place) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    if matches!(place, Place::End | Place::Anywhere) {
        pieces.push(Piece::Any);
    }
    pieces.extend(inner.iter().cloned());
    if matches!(place, Place::Start | Place::Anywhere) {
        pieces.push(Piece::Any);
    }
    pieces.done()
}

/// A regular expression matches anywhere by itself; the other places are anchors. One that is wrong stays as it
/// is: within a group it could become right, as `a)|(b` does.
fn anchored(regex: Regex, place: Place) -> Regex {
    let inner = match pcre::translate(&regex.source) {
        Ok(inner) if Parser::new().parse(&inner).is_ok() => inner,
        _ => return regex,
    };
    let source = match place {
        Place::Anywhere => return regex,
        Place::Whole => format!("\\A(?:{inner})\\z"),
        Place::Start => format!("\\A(?:{inner})"),
        Place::End => format!("(?:{inner})\\z"),
    };
    Regex { source, ..regex }
}

fn regex(value: Value, applied: &Applied) -> Result<Value, Problem> {
    match value {
        Value::Plain(plain) => Ok(Value::Regex(Regex {
            source: plain.text,
            ignore_case: false,
            multi_line: false,
            dot_all: false,
        })),
        Value::Text(_) => {
            Err(applied.problem("other modifiers have changed the value before").help("write `re` first"))
        }
        other => Err(wrong(&other, applied, "text")),
    }
}

fn flagged(value: Value, flag: Flag, applied: &Applied) -> Result<Value, Problem> {
    let Value::Regex(mut regex) = value else {
        return Err(applied.problem("is a flag of `re`, which has to stand before it"));
    };
    match flag {
        Flag::IgnoreCase => regex.ignore_case = true,
        Flag::MultiLine => regex.multi_line = true,
        Flag::DotAll => regex.dot_all = true,
    }
    Ok(Value::Regex(regex))
}

fn compare(value: Value, comparison: Comparison, applied: &Applied) -> Result<Value, Problem> {
    match value {
        Value::Plain(ref plain) => match plain.number() {
            Some(number) => Ok(Value::Number(comparison, number)),
            None => Err(wrong(&value, applied, "a number, without quotes")),
        },
        Value::Time(part, Comparison::Equal, number) => Ok(Value::Time(part, comparison, number)),
        other => Err(wrong(&other, applied, "a number")),
    }
}

fn time(value: Value, part: TimePart, applied: &Applied) -> Result<Value, Problem> {
    match value {
        Value::Plain(ref plain) => match plain.number() {
            Some(number) => Ok(Value::Time(part, Comparison::Equal, number)),
            None => Err(wrong(&value, applied, "a number, without quotes")),
        },
        Value::Number(..) => Err(applied
            .problem("comes too late, the number is compared with the whole value already")
            .help("write the part of the time before the comparison, such as `hour|gte`")),
        other => Err(wrong(&other, applied, "a number")),
    }
}

fn cidr(value: Value, applied: &Applied, at: Span) -> Result<Value, Problem> {
    let Value::Plain(plain) = value else { return Err(wrong(&value, applied, "a network")) };
    network(&plain.text).map(Value::Cidr).ok_or_else(|| {
        Problem::new(Code::BadCidr, at, format!("`{}` is not a network", plain.text))
            .help("write an IPv4 or IPv6 address, `/` and the number of leading bits, such as 10.0.0.0/8")
    })
}

/// An address alone is the network of that address.
fn network(text: &str) -> Option<Network> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address.parse::<IpAddr>().ok()?, prefix(bits)?),
        None => {
            let address = text.parse::<IpAddr>().ok()?;
            (address, if address.is_ipv4() { 32 } else { 128 })
        }
    };
    Network::new(address, bits)
}

fn prefix(bits: &str) -> Option<u8> {
    bits.bytes().all(|byte| byte.is_ascii_digit()).then(|| bits.parse().ok())?
}

fn field(value: Value, applied: &Applied) -> Result<Value, Problem> {
    let text = text(value, applied)?;
    if text.placed || text.bytes {
        return Err(applied
            .problem("other modifiers have changed the name of the field before")
            .help("write `fieldref` first"));
    }
    let name = text.literal().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| applied.problem("takes the name of a field, without wildcards"))?;
    Ok(Value::Field(FieldComparison { other: name.into(), place: Place::Whole, cased: text.cased }))
}
