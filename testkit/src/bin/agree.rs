//! Compares verifiers on files that nobody has judged, such as the corpus of a fuzz target: `agree FOLDER KIND FILE...`, where `{}` stands for each
//! file of the folder and other files are taken as they are. Prints the files on which verdicts differ, and exits with 1 if there are any.

use std::{env, fs, io, path::Path, process::ExitCode};
use testkit::{agreement::Agreement, verifiers::Verifier};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, kind, files @ ..] = arguments.as_slice() else {
        eprintln!("agree FOLDER KIND FILE...   ({{}} stands for each file of the folder)");
        return Ok(ExitCode::FAILURE);
    };
    let work = env::temp_dir().join(format!("agree-{}", std::process::id()));
    let others = Verifier::all(&work.join("verifiers"), |why| eprintln!("left out: {why}"))?;
    let mut agreement = Agreement::new(&work.join("files"))?;
    for file in fs::read_dir(folder)? {
        let bytes = fs::read(file?.path())?;
        let each = |name: &String| if name == "{}" { Ok(bytes.clone()) } else { fs::read(Path::new(name)) };
        agreement.case(kind, &files.iter().map(each).collect::<io::Result<Vec<_>>>()?)?;
    }
    let differences = agreement.differences(&others)?;
    differences.iter().for_each(|difference| println!("{difference}"));
    println!("{agreement}: {} differences", differences.len());
    match differences.is_empty() {
        true => fs::remove_dir_all(&work).map(|()| ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}
