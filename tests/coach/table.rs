//! Plain-text tables: measures down, coaches across, the goal and whether the first coach meets it at the end.

use serde_json::{Value, json};

/// What is aimed at.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    None,
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::AtMost(most) => format!("<= {most}"),
            Self::AtLeast(least) => format!(">= {least}"),
        }
    }

    fn met(self, value: Option<f64>) -> Option<bool> {
        match self {
            Self::None => None,
            Self::AtMost(most) => value.map(|value| value <= most),
            Self::AtLeast(least) => value.map(|value| value >= least),
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone)]
struct Row {
    measure: String,
    decimals: usize,
    values: Vec<Option<f64>>,
    goal: Goal,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(title: impl Into<String>, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { title: title.into(), columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a line; a value that is none has nothing to be measured on.
    pub fn row(&mut self, measure: impl Into<String>, decimals: usize, values: Vec<Option<f64>>, goal: Goal) {
        self.rows.push(Row { measure: measure.into(), decimals, values, goal });
    }

    /// For people. The goal counts for the first column.
    pub fn print(&self) {
        let wide = self.rows.iter().map(|row| row.measure.chars().count()).max().unwrap_or(0);
        println!("\n{}\n", self.title);
        let widths: Vec<usize> = self.columns.iter().map(|column| column.chars().count().max(7) + 2).collect();
        let heads: String = self.columns.iter().zip(&widths).map(|(column, width)| format!("{column:>width$}")).collect();
        let has_goals = self.rows.iter().any(|row| !matches!(row.goal, Goal::None));
        println!("{:wide$}{heads}{}", "", if has_goals { "  goal" } else { "" });
        for row in &self.rows {
            let cell = |value: &Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.*}", row.decimals));
            let cells: String = row.values.iter().zip(&widths).map(|(value, width)| format!("{:>width$}", cell(value))).collect();
            let met = match row.goal.met(row.values.first().copied().flatten()) {
                Some(true) => format!("  {} met", row.goal.text()),
                Some(false) => format!("  {} MISSED", row.goal.text()),
                None => String::new(),
            };
            println!("{:wide$}{cells}{met}", row.measure);
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let values: serde_json::Map<String, Value> =
                    self.columns.iter().cloned().zip(row.values.iter().map(|value| json!(value))).collect();
                json!({ "measure": row.measure, "values": values, "goal": row.goal.text(),
                    "met": row.goal.met(row.values.first().copied().flatten()) })
            })
            .collect();
        json!({ "title": self.title, "rows": rows })
    }
}
