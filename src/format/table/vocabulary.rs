//! The words that exports of many programs and languages put above their columns.

/// What a column may hold by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// The heart rate.
    Rate,
    /// Intervals between beats.
    Rr,
    /// A time or a date: which, and from when it counts, is told by its values.
    Time,
    /// Speed.
    Speed,
    /// Steps or strides a minute.
    Cadence,
    /// Incline.
    Grade,
    /// Distance since the start.
    Distance,
    /// The number of the lap, or another part of the run.
    Lap,
    /// Whether the timer runs, as our own tables tell it.
    Timer,
}

/// The names of each quantity: lower case, without accents, words apart by one blank.
pub(super) const NAMES: [(Quantity, &[&str]); 9] = [
    (Quantity::Rate, RATE),
    (Quantity::Rr, RR),
    (Quantity::Time, TIME),
    (Quantity::Speed, SPEED),
    (Quantity::Cadence, CADENCE),
    (
        Quantity::Grade,
        &["grade", "incline", "slope", "gradient", "inclination", "steigung", "pente", "pendiente", "pendenza", "grade smooth"],
    ),
    (Quantity::Distance, DISTANCE),
    (Quantity::Lap, LAP),
    (Quantity::Timer, &["timer"]),
];

#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const RATE: &[&str] = &[
    "heart rate", "heartrate", "hr", "h r", "hrate", "heart", "pulse", "pulse rate", "bpm", "beats per minute", "heart frequency",
    "cardiac frequency", "heart beat rate", "heart beats per minute", "herzfrequenz", "herz frequenz", "puls", "pulsfrequenz",
    "herzrate", "herzschlag", "hf", "frequence cardiaque", "freq cardiaque", "rythme cardiaque", "pouls", "fc", "f c", "cardio",
    "frecuencia cardiaca", "frec cardiaca", "ritmo cardiaco", "pulso", "pulsaciones", "frequenza cardiaca", "freq card",
    "battito cardiaco", "battiti", "battito", "frequencia cardiaca", "batimentos", "batimento cardiaco", "syke", "sykkeet",
    "sydamen syke", "hartslag", "hartfrequentie", "hartritme", "hjartfrekvens", "hjertefrekvens", "hjerterytme", "tetno", "tep",
    "tepova frekvence", "srdecni frekvence", "пульс", "чсс", "心率", "心拍数", "심박수",
];
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const RR: &[&str] = &[
    "rr", "rri", "rrs", "r r", "rr interval", "rr intervals", "r r interval", "r r intervals", "rr int", "rrinterval", "rrintervals",
    "ibi", "ibis", "nn", "nni", "nn interval", "nn intervals", "inter beat interval", "interbeat interval", "inter beat intervals",
    "interbeat intervals", "beat interval", "beat to beat interval", "beat to beat intervals", "beat to beat", "ppi", "pp interval",
    "pp intervals", "rr abstand", "rr intervall", "rr intervalle", "intervalle rr", "intervalles rr", "intervalo rr", "intervalos rr",
    "intervallo rr", "intervalli rr", "rr vali", "rr valit", "sykevali", "sykevalit",
];
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const TIME: &[&str] = &[
    "ts", "minute", "hour", "hours", "stunden", "minuten", "sekunden", "minutos", "segundos", "secondes", "time", "timestamp",
    "time stamp", "datetime", "date time", "date", "elapsed", "elapsed time", "t", "at", "clock", "clock time", "seconds", "secs",
    "sec", "second", "s", "minutes", "min", "mins", "ms", "milliseconds", "millis", "msec", "workout", "duration", "utc", "epoch",
    "unix", "unix time", "unixtime", "unix timestamp", "timestamp epoch", "epoch time", "since start", "time since start",
    "seconds since start", "start", "time of day", "when", "day", "recorded at", "created at", "moment", "relative time", "run time",
    "runtime", "timecode", "hms", "zeit", "uhrzeit", "datum", "zeitstempel", "datum zeit", "datum uhrzeit", "dauer", "zeitpunkt",
    "heure", "temps", "date heure", "horodatage", "duree", "temps ecoule", "tiempo", "hora", "fecha", "fecha hora", "duracion",
    "marca de tiempo", "tempo", "ora", "data", "data ora", "durata", "data hora", "aika", "kesto", "paivamaara", "pvm", "kellonaika",
    "aikaleima", "tijd", "tijdstip", "tid", "tidspunkt", "dato", "varaktighet", "czas", "cas", "время", "дата", "时间", "日期", "時間", "日付",
    "시간", "날짜",
];
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const SPEED: &[&str] = &[
    "speed", "velocity", "velocity smooth", "kph", "kmh", "mph", "mps", "geschwindigkeit", "vitesse", "velocidad", "velocita",
    "velocidade", "nopeus", "snelheid", "tempo", "hastighet", "km h",
];
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const CADENCE: &[&str] = &[
    "cadence", "cad", "step rate", "steps per minute", "schrittfrequenz", "trittfrequenz", "kadenz", "cadencia", "cadenza", "kadenssi",
    "askeltiheys", "cadans", "step frequency",
];
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
const DISTANCE: &[&str] = &[
    "distance", "distances", "dist", "km", "kilometers", "meters", "miles", "distanz", "strecke", "entfernung", "distancia",
    "distanza", "matka", "etaisyys", "afstand", "cumulative distance", "distance covered", "distans", "avstand",
];
const LAP: &[&str] =
    &["lap", "laps", "lap number", "lap index", "lap id", "segment", "segment id", "runde", "runden", "tour", "vuelta", "giro", "kierros"];

/// Words beside a name that leave what it means as it is.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const NEUTRAL: &[&str] = &[
    "value", "values", "data", "raw", "current", "instant", "instantaneous", "sensor", "reading", "measured", "measurement", "my",
    "workout", "exercise", "activity", "run", "running", "user", "enhanced", "gps", "the", "of", "in", "stream", "record", "records",
    "track", "point", "trackpoint", "sample", "samples", "ext", "device", "watch", "phone", "local", "utc", "gmt", "unix", "epoch",
    "iso", "iso8601", "8601", "from", "and", "und", "et", "y", "e", "start", "elapsed", "total", "rx", "polar", "garmin", "suunto",
    "h10", "h9", "oh1", "hrm", "strap", "chest", "number", "recording", "session", "event", "created", "creation", "logged", "monitor",
    "bluetooth", "ble", "ant", "live", "cumulative", "covered", "day", "uhr", "since", "beginning", "begin", "training", "course",
    "laufen",
];

/// Words that make another quantity of a name: a zone of the rate, its maximum at rest, the time of a lap.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const FORBIDDING: &[&str] = &[
    "zone", "zones", "reserve", "hrr", "target", "ziel", "goal", "resting", "rest", "ruhe", "repos", "reposo", "sit", "limit",
    "limits", "alarm", "alert", "upper", "lower", "high", "low", "threshold", "lthr", "variability", "variabilitat", "hrv", "recovery",
    "erholung", "diff", "difference", "delta", "change", "trend", "drift", "error", "variance", "var", "confidence", "accuracy",
    "quality", "status", "state", "source", "type", "count", "counter", "id", "uuid", "flag", "contact", "predicted", "prediction",
    "estimated", "estimate", "model", "expected", "age", "peak", "prev", "previous", "next", "lag", "baseline", "score", "ratio",
    "norm", "normalized", "zscore", "rank", "power", "strain", "rpe", "sdnn", "rmssd", "moving", "active", "pause", "paused",
    "remaining", "zeitzone", "timezone", "offset", "pace", "vertical", "ground", "stance", "balance", "sync", "synced", "modified",
    "modification", "update", "updated", "update_time", "lap", "split", "interval", "gap", "step", "stride", "stroke", "swim", "swolf",
    "oscillation", "calories", "cal", "kcal", "energy", "fat", "weight", "height", "pressure", "blood", "respiration", "respiratory",
    "breath", "breathing", "atemfrequenz", "resp", "temperature", "temp", "altitude", "elevation", "ascent", "descent", "sleep",
    "stress", "warning", "message", "name", "title", "note", "notes", "comment", "zonen", "slope", "fitness", "load", "std", "sd",
    "stdev", "stddev", "deviation", "cost", "beat", "beats", "skipped", "ectopic", "artifact", "artefact", "corrected by", "left",
    "right", "to", "until", "half", "best", "record time", "vo2", "vo2max", "index", "row", "nr", "no", "racing", "adjusted",
    "equivalent", "vam", "headwind", "wind", "air", "ox", "oximetry", "steps", "lat", "lon", "latitude", "longitude", "lng", "watts",
    "oxygen", "spo2", "o2", "width", "wave", "transit", "amplitude", "points", "point count", "percentage", "lf", "vlf", "walking",
    "spent", "above", "below",
];

/// Words that say that a number is the average of several.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const AVERAGE: &[&str] = &[
    "avg", "average", "mean", "moyenne", "moyen", "moy", "mittel", "mittelwert", "mittlere", "durchschnitt", "durchschnittliche",
    "schnitt", "ave", "avge", "media", "medio", "promedio", "ø", "keski", "keskiarvo", "gem", "gemiddelde", "snitt", "median",
];
/// Words that say that a number is the highest or lowest of several.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const EXTREME: &[&str] = &[
    "max", "maximum", "maximal", "maximale", "maximo", "maxima", "massimo", "massima", "min", "minimum", "minimal", "minimale",
    "minimo", "minima", "maks", "suurin", "pienin", "highest", "lowest", "hochste", "niedrigste",
];
/// Words that say that a number was worked on, or that a time is the end of a span.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const PROCESSED: &[&str] = &[
    "smoothed", "smooth", "filtered", "filter", "corrected", "interpolated", "rolling", "cleaned", "clean", "fixed", "resampled",
    "ema", "ma", "end", "ende", "fin", "stop", "finish", "geglattet", "lisse",
];
/// Weekdays, fillers and endings that may stand in a date.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const DATE_FILLERS: &[&str] = &[
    "mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thur", "thurs", "thursday", "fri", "friday", "sat",
    "saturday", "sun", "sunday", "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miercoles",
    "jueves", "viernes", "sabado", "domingo", "at", "um", "uhr", "kl", "klo", "de", "del", "of", "the", "a", "den", "le", "el", "il",
    "on",
];
/// The months' names by their first letters, lower case and without accents; the first that a word begins with counts.
#[rustfmt::skip] // As above.
pub(super) const MONTHS: [(&str, i8); 44] = [
    ("janv", 1), ("jan", 1), ("ene", 1), ("gen", 1), ("tammi", 1), ("feb", 2), ("fev", 2), ("helmi", 2), ("mar", 3), ("maer", 3),
    ("mrz", 3), ("maalis", 3), ("apr", 4), ("avr", 4), ("abr", 4), ("huhti", 4), ("may", 5), ("mai", 5), ("mag", 5), ("mei", 5),
    ("maj", 5), ("touko", 5), ("jun", 6), ("juin", 6), ("giu", 6), ("kesa", 6), ("jul", 7), ("juil", 7), ("lug", 7), ("heina", 7),
    ("aug", 8), ("aou", 8), ("ago", 8), ("elo", 8), ("sep", 9), ("set", 9), ("syys", 9), ("oct", 10), ("okt", 10), ("ott", 10),
    ("nov", 11), ("dec", 12), ("dez", 12), ("dic", 12),
];
/// Short names that mean something else beside unknown words: HF is a band of the variability too, FC a plain abbreviation.
#[rustfmt::skip] // A list of words: one a line would be hundreds of lines.
pub(super) const WEAK: &[&str] = &[
    "heart", "hf", "fc", "f c", "h r", "cardio", "tep", "battiti", "nn", "r r", "pulse", "puls",
];
