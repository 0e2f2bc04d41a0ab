//! Whether the run is being kept, told when it changes: without a screen nothing else would say it before the end.

use crate::store::RecordingStatus;

/// What was told of the recording so far.
#[derive(Debug, Clone, Default)]
pub struct RecordingNews {
    /// Recording was told to be suspended.
    suspended: bool,
}

impl RecordingNews {
    /// A sentence where recording stopped or went on since the last one. A different reason while it is suspended is no news.
    pub(super) fn news(&mut self, status: &RecordingStatus) -> Option<String> {
        let suspended = matches!(status, RecordingStatus::Suspended(_));
        if std::mem::replace(&mut self.suspended, suspended) == suspended {
            return None;
        }
        Some(match status {
            RecordingStatus::Suspended(why) => {
                format!("recording is suspended: {why}; readings are kept in memory and written when the data folder takes them again")
            }
            RecordingStatus::Recording | RecordingStatus::Off => "recording goes on; nothing was lost".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_and_its_end_are_told_once_each() {
        let mut news = RecordingNews::default();
        assert_eq!(news.news(&RecordingStatus::Recording), None);
        let suspended = RecordingStatus::Suspended("no space left".to_owned());
        assert!(news.news(&suspended).is_some_and(|told| told.contains("suspended: no space left")));
        assert_eq!(news.news(&RecordingStatus::Suspended("another reason".to_owned())), None);
        assert!(news.news(&RecordingStatus::Recording).is_some_and(|told| told.contains("goes on")));
        assert_eq!(news.news(&RecordingStatus::Recording), None);
    }
}
