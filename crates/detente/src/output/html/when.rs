//! When there were findings: the picture, its legend, and the same in numbers for whoever cannot see it.

use super::{bars, timeline::Bars, totals::Totals};
use crate::output::grouped;
use hunt::Level;
use std::io::{self, Write};

/// Writes the section, or nothing where no finding has a time.
pub fn write(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    let bars = totals.timeline.bars();
    let (Some(first), Some(last)) = (bars.bars.first(), bars.bars.last()) else { return Ok(()) };
    let highest = bars.bars.iter().map(|bar| bars::total(&bar.findings)).max().unwrap_or(0);
    write!(
        out,
        "<h2>When</h2>\n<p class=\"soft\">Each bar is {}; the highest has {}.{}</p>\n<div class=\"plot\">{}</div>\n\
         <p class=\"axis soft\"><span>{}</span><span>{}</span></p>\n",
        bars::length(bars.width),
        grouped(highest),
        outside(bars.before, bars.after),
        bars::timeline(&bars),
        bars::second(first.start),
        bars::second(last.start + bars.width)
    )?;
    legend(out, totals)?;
    numbers(out, &bars)
}

fn legend(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    out.write_all(b"<p class=\"legend soft\">")?;
    for (level, _) in bars::worst_first(&totals.levels) {
        write!(out, "<span class=\"swatch {level}\">{level}</span>")?;
    }
    out.write_all(b"</p>\n")
}

fn numbers(out: &mut dyn Write, bars: &Bars) -> io::Result<()> {
    out.write_all(b"<details><summary>The same in numbers</summary>\n<div class=\"wide\"><table><thead><tr><th>from</th>")?;
    for level in Level::ALL.iter().rev() {
        write!(out, "<th class=\"n\">{level}</th>")?;
    }
    out.write_all(b"</tr></thead><tbody>\n")?;
    for bar in &bars.bars {
        write!(out, "<tr><th scope=\"row\">{}</th>", bars::second(bar.start))?;
        bar.findings
            .iter()
            .rev()
            .try_for_each(|count| write!(out, "<td class=\"n\">{}</td>", grouped(*count)))?;
        out.write_all(b"</tr>\n")?;
    }
    out.write_all(b"</tbody></table></div></details>\n")
}

fn outside(before: u64, after: u64) -> String {
    if before + after == 0 {
        return String::new();
    }
    format!(" Not drawn, because they are far off: {} before, {} after.", grouped(before), grouped(after))
}
