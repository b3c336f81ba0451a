//! The values that a mapping's conditions list.

use event::Value;

/// A set of values, compared without regard to ASCII case, and to whether a whole number is written as text:
/// shippers differ in both (`Security` and `security`, `4688` and `"4688"`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<Listed>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    text: Box<str>,
    number: Option<i128>,
}

impl Values {
    /// Whether the value is one of these.
    pub fn contains(&self, value: &Value<'_>) -> bool {
        match *value {
            Value::Text(text) => self.any(|listed| listed.text.eq_ignore_ascii_case(text.trim())),
            Value::Int(number) => self.any(|listed| listed.number == Some(number.into())),
            Value::UInt(number) => self.any(|listed| listed.number == Some(number.into())),
            Value::Bool(_) | Value::Float(_) => {
                let text = value.to_string();
                self.any(|listed| listed.text.eq_ignore_ascii_case(&text))
            }
            Value::Null => false,
        }
    }

    /// Adds all of `more`.
    pub(super) fn extend(&mut self, more: Values) {
        self.0.extend(more.0);
    }

    fn any(&self, is: impl Fn(&Listed) -> bool) -> bool {
        self.0.iter().any(is)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Values {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let listed = |text: T| Listed { text: text.as_ref().into(), number: text.as_ref().parse().ok() };
        Values(texts.into_iter().map(listed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_the_type_of_a_number_do_not_matter() {
        let values: Values = ["Security", "4688"].into_iter().collect();
        for value in [
            Value::Text("security"),
            Value::Text("Security"),
            Value::Text("4688"),
            Value::Int(4688),
            Value::UInt(4688),
        ] {
            assert!(values.contains(&value), "{value:?}");
        }
        for value in [Value::Text("Securit"), Value::Int(468), Value::Null, Value::Bool(true)] {
            assert!(!values.contains(&value), "{value:?}");
        }
    }
}
