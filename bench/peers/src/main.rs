//! variant_peer: the Variant crates of arrow-rs, measured on command.
//!
//!     variant_peer DOCUMENTS        a file of JSON, a document a line
//!
//! Reads a command a line and answers in lines of JSON, an empty line after the last:
//! `facts` tells what the operations come to, for the other side to compare; the name of an
//! operation runs it once in each way that the crates offer and tells the time of each. One
//! thread; what an operation made is freed after the clock was read.
mod columns;
mod operations;

use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: variant_peer DOCUMENTS")?;
    let columns = columns::Columns::read(&path)?;
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        match line?.as_str() {
            "facts" => writeln!(out, "{}", operations::facts(&columns)?)?,
            name => {
                for sample in operations::run(name, &columns)? {
                    writeln!(
                        out,
                        "{{\"way\":\"{}\",\"wall_ns\":{},\"cpu_ns\":{}}}",
                        sample.way, sample.wall_ns, sample.cpu_ns
                    )?;
                }
            }
        }
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}
