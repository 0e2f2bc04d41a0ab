use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::*;
use crate::analysis::TrainingLoad;
use crate::format::{FileMetadata, Origin};
use crate::heart::Gain;
use crate::heart::{Athlete, HeartRateMeasurement, Sex};
use crate::report::svg;
use crate::report::svg::{beat, run, step};
use crate::session::{Command, DeviceInfo, EventKind, Setup};

fn from(claims: FileMetadata, file: &str) -> Provenance {
    Provenance { file: Some(file.to_owned()), origin: Origin::Fit, format: "fit", started_at: None, claims, warnings: Vec::new() }
}

fn page_of(session: &Session) -> String {
    let from = from(FileMetadata::default(), "run.fit");
    page(&[Run { session, from: &from, when: Some("Sunday, 22 November 2026, 10:00"), usual: &Baseline::default(), age_assumed: false }])
}

/// An element's name and attributes.
type Element = (String, Vec<(String, String)>);

/// Every opened element with its attributes, and all text. Fails where it is not well-formed.
fn parsed(xml: &str) -> (Vec<Element>, String) {
    let xml = xml.trim_start_matches("<!DOCTYPE html>\n");
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut text, mut depth) = (Vec::new(), String::new(), 0i32);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error} at {}", reader.buffer_position()));
        match &event {
            Xml::Start(tag) | Xml::Empty(tag) => {
                depth += i32::from(matches!(event, Xml::Start(_)));
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.to_string())
                });
                elements.push((tag.name().as_ref().to_owned(), attributes.collect()));
            }
            Xml::End(_) => depth -= 1,
            Xml::Text(words) => text += words,
            Xml::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "something is left open");
    (elements, text)
}

fn named<'a>(elements: &'a [Element], name: &str) -> Vec<&'a [(String, String)]> {
    elements.iter().filter(|(element, _)| element == name).map(|(_, attributes)| attributes.as_slice()).collect()
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// Twenty minutes with a pause, silence, a lap, doubted samples and a prompt that works.
fn eventful() -> Session {
    let mut session = run();
    step(&mut session, 0, EventKind::Device(DeviceInfo { name: Some("H10".to_owned()), ..DeviceInfo::default() }));
    beat(&mut session, 0..300, 125);
    step(&mut session, 300, EventKind::Command(Command::Pause));
    step(&mut session, 360, EventKind::Command(Command::Resume));
    beat(&mut session, 360..600, 130);
    step(&mut session, 600, EventKind::Command(Command::Lap));
    step(&mut session, 601, EventKind::Measurement(HeartRateMeasurement::of(222)));
    beat(&mut session, 602..660, 130);
    beat(&mut session, 720..780, 130);
    for bpm in 130..144 {
        let from = 780 + 5 * u64::from(bpm - 130);
        beat(&mut session, from..from + 5, bpm);
    }
    for back in 0..16 {
        beat(&mut session, 850 + 2 * back..852 + 2 * back, 144 - u16::try_from(back).unwrap());
    }
    beat(&mut session, 882..1200, 128);
    step(&mut session, 1200, EventKind::Command(Command::Stop));
    session
}

#[test]
fn the_page_is_well_formed_and_needs_nothing_beside_it() {
    let html = page_of(&eventful());
    let (elements, _) = parsed(&html);
    for foreign in ["http", "<script", "<link", "@import", "src=", "//"] {
        assert!(!html.contains(foreign), "{foreign}");
    }
    // What is referred to is there, once.
    let ids: Vec<&str> = elements.iter().map(|(_, attributes)| value(attributes, "id")).filter(|id| !id.is_empty()).collect();
    for (i, id) in ids.iter().enumerate() {
        assert!(!ids[..i].contains(id), "{id} stands twice");
    }
    for (_, attributes) in &elements {
        for (key, value) in attributes {
            let refers = value.strip_prefix('#').filter(|_| key == "href").or_else(|| value.strip_prefix("url(#")?.strip_suffix(')'));
            assert!(refers.is_none_or(|id| ids.contains(&id)), "{value}");
        }
    }
    for drawing in named(&elements, "svg").into_iter().filter(|drawing| value(drawing, "aria-hidden") != "true") {
        assert_eq!(value(drawing, "role"), "img");
        assert!(value(drawing, "aria-labelledby").split(' ').all(|id| ids.contains(&id)));
    }
}

#[test]
fn the_picture_alone_is_a_document_of_its_own() {
    let svg = svg(&eventful());
    let (elements, _) = parsed(&svg);
    let root = named(&elements, "svg")[0];
    assert_eq!(value(root, "xmlns"), "http://www.w3.org/2000/svg");
    assert_eq!(svg.matches("http").count(), 1, "the name space is no address to look up");
    assert!(svg.contains("prefers-color-scheme:dark"));
}

#[test]
fn it_answers_whether_the_run_was_easy() {
    let session = eventful();
    let easy = crate::screen::percent(analysis::summary(&session).easy_share.unwrap());
    let (_, text) = parsed(&page_of(&session));
    assert!(text.contains(&format!("{easy} % easy")), "{text}");
    for told in ["below the ceiling of 140 bpm, the top of zone 2", "The longest time above it", "no medical device", "ease off"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let mut calm = run();
    beat(&mut calm, 0..600, 120);
    step(&mut calm, 600, EventKind::Command(Command::Stop));
    let (_, text) = parsed(&page_of(&calm));
    assert!(text.contains("100 % easy") && text.contains("Yes, all the way.") && text.contains("None: nothing had to be said."), "{text}");
}

#[test]
fn a_run_without_a_heart_rate_still_makes_a_page() {
    let mut session = run();
    step(&mut session, 0, EventKind::Command(Command::Stop));
    let (_, text) = parsed(&page_of(&session));
    assert!(text.contains("no heart rate that could be believed"), "{text}");
}

#[test]
fn pauses_and_silence_are_shaded_and_told_in_the_legend() {
    let svg = svg(&eventful());
    let (elements, text) = parsed(&svg);
    let titles: Vec<&str> = svg.split("<title>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert!(titles.contains(&"paused from 5:00 to 6:00"), "{titles:?}");
    assert!(titles.contains(&"no signal from 10:59 to 12:00"), "{titles:?}");
    for word in ["paused", "no signal", "doubted, not counted", "above the ceiling", "settled", "lap 2", "ceiling", "140", "min:sec", "bpm"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    // The curve is parted there: its pieces begin at 0, 6:00 and 12:00, and after the doubted reading.
    let path = value(named(&elements, "path").into_iter().find(|path| value(path, "id") == "run-l").unwrap(), "d").to_owned();
    let starts: Vec<f64> = path.split('M').skip(1).map(|piece| piece.split(' ').next().unwrap().parse().unwrap()).collect();
    let at = |secs: f64| 40.0 + 780.0 * secs / 1200.0;
    for (start, wanted) in starts.iter().zip([at(0.0), at(360.0), at(602.0), at(720.0)]) {
        assert!((start - wanted).abs() <= 1.0, "{starts:?}");
    }
}

#[test]
fn prompts_stand_at_their_time_with_their_shape_and_the_legend_has_its_word() {
    let session = eventful();
    let prompt = analysis::summary(&session).prompts[0];
    let svg = svg(&session);
    let after = prompt.settled_after.unwrap();
    let title = format!("<title>ease off at {}, settled after {after}</title>", prompt.at);
    let (before, shape) = svg.split_once(&title).unwrap();
    let x: f64 = before.rsplit_once("translate(").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    assert!((x - (40.0 + 780.0 * prompt.at.secs() / 1200.0)).abs() < 0.1, "{x}");
    assert!(shape.starts_with(r#"<path class="ease""#), "{shape}");
    assert!(svg.contains(&format!("<title>settled at {}</title>", prompt.at + after)));
    let (_, words) = parsed(&svg);
    assert!(words.contains("ease off") && words.contains("settled") && !svg.contains(">walk<"), "{words}");
    let (_, page) = parsed(&page_of(&session));
    assert!(page.contains(&format!("after {after}")), "{page}");
}

/// The stops of the curve's colours, as classes and the rates at which they stand, in a picture from 95 to 160 bpm or so.
fn stops(svg: &str) -> Vec<(String, f64)> {
    let (elements, _) = parsed(svg);
    let stops = named(&elements, "stop").into_iter();
    stops.map(|stop| (value(stop, "class").to_owned(), value(stop, "offset").parse().unwrap())).collect()
}

#[test]
fn heights_have_the_colours_of_their_zones_muted_up_to_the_ceiling_and_full_above_it() {
    let mut session = run();
    beat(&mut session, 0..600, 150);
    step(&mut session, 600, EventKind::Command(Command::Stop));
    let found = stops(&svg(&session));
    // From 110 to 160: zone 1 up to 120, zone 2 up to the ceiling of 140, zone 3 above it.
    let wanted = [("m1", 0.0), ("m1", 0.2), ("m2", 0.2), ("m2", 0.6), ("z3", 0.6), ("z3", 1.0)];
    assert_eq!(found.iter().map(|(class, at)| (class.as_str(), *at)).collect::<Vec<_>>(), wanted);
    // A ceiling within a zone parts it.
    let mut lower = Session::new(Setup { ceiling: Some(130.0), ..run().setup().clone() });
    beat(&mut lower, 0..600, 150);
    step(&mut lower, 600, EventKind::Command(Command::Stop));
    let classes: Vec<String> = stops(&svg(&lower)).into_iter().map(|(class, _)| class).collect();
    assert!(classes.windows(2).any(|pair| pair == ["m2", "z2"]), "{classes:?}");
}

#[test]
fn names_from_files_are_text_whatever_they_hold() {
    let session = eventful();
    let evil = "<script>alert(\"1\")<script>' onload='x&amp;";
    let claims = FileMetadata { device: Some(evil.to_owned()), ..FileMetadata::default() };
    let from = Provenance { warnings: vec![evil.to_owned()], ..from(claims, evil) };
    let html = page(&[Run { session: &session, from: &from, when: Some(evil), usual: &Baseline::default(), age_assumed: false }]);
    let (elements, _) = parsed(&html);
    assert!(named(&elements, "script").is_empty() && !html.contains("<script"));
    assert!(elements.iter().all(|(_, attributes)| attributes.iter().all(|(key, _)| key != "onload")));
    assert_eq!(html.matches("&lt;script&gt;alert(&quot;1&quot;)&lt;script&gt;&apos; onload=&apos;x&amp;amp;").count(), 5);
}

#[test]
fn ten_hours_of_a_second_each_make_a_small_page() {
    let mut session = run();
    for at in 0..36_000u64 {
        let wave = ((at as f64 / 300.0).sin() * 18.0 + (at as f64 * 1.7).sin() * 4.0) as i32;
        step(&mut session, at, EventKind::Measurement(HeartRateMeasurement::of(u16::try_from(132 + wave).unwrap())));
    }
    step(&mut session, 36_000, EventKind::Command(Command::Stop));
    let html = page_of(&session);
    parsed(&html);
    assert!(html.len() < 150_000, "{} bytes", html.len());
}

#[test]
fn many_runs_are_a_section_each() {
    let (one, other) = (eventful(), run());
    let from = from(FileMetadata::default(), "many.tcx");
    let usual = Baseline::default();
    let runs = [&one, &other].map(|session| Run { session, from: &from, when: None, usual: &usual, age_assumed: false });
    let (elements, _) = parsed(&page(&runs));
    assert_eq!((named(&elements, "article").len(), named(&elements, "figure").len()), (2, 2));
    let drawings = named(&elements, "svg").into_iter().filter(|drawing| value(drawing, "role") == "img");
    assert_eq!(drawings.count(), 4);
}

#[test]
fn an_estimated_maximum_and_an_assumed_age_are_told() {
    let athlete = Athlete { age: Some(40.0), resting_hr: Some(55.0), sex: Some(Sex::Female), ..Athlete::default() };
    let mut session = Session::new(Setup { athlete, ..run().setup().clone() });
    beat(&mut session, 0..1500, 130);
    step(&mut session, 1500, EventKind::Command(Command::Stop));
    let from = from(FileMetadata::default(), "run.fit");
    let (_, text) = parsed(&page(&[Run { session: &session, from: &from, when: None, usual: &Baseline::default(), age_assumed: true }]));
    for told in
        ["180 bpm is estimated from the age, ±11 bpm", "an age of 40 is assumed", "load, Edwards", "load, Banister", "heart rate drift"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    for unknown in ["DFA", "decoupling", "a minute after", "RMSSD", "heartbeat"] {
        assert!(!text.contains(unknown), "{unknown}: {text}");
    }
}

#[test]
fn each_number_stands_once_on_the_page() {
    let known = Summary {
        gain: Some(Gain { bpm_per_kmh: 6.2, sd: 0.8, tau_s: 40.0 }),
        drift_bpm: Some(-0.3),
        talk: Vec::new(),
        measures: TrainingLoad {
            recovery_hr_bpm: Some(0.2),
            decoupling_percent: Some(-0.02),
            metres_a_beat: Some(1.0),
            ..TrainingLoad::default()
        },
        ..analysis::summary(&eventful())
    };
    let (elements, text) = parsed(&numbers::section(&known, &Baseline::default()));
    assert_eq!(text.matches("km/h").count(), 1, "{text}");
    assert!(text.contains("6.2 ± 0.8"), "{text}");
    assert_eq!(named(&elements, "dt").len(), 5, "{text}");
    assert!(!text.contains('−') && !text.contains('+'), "{text}");
}
