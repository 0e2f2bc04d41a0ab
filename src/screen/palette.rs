//! The palettes of the screen, each worked out against its own paper: a zone's colour starts at the text's own ink and walks away from
//! it in even steps of lightness, so that the order of the zones is seen without seeing colours. `tests/screen/contrast.rs` holds the
//! contrasts, the steps of lightness and the differences that people with a colour deficiency see.

use crate::heart::Zone;

/// Red, green and blue of sRGB, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour of `0xRRGGBB`.
    pub const fn hex(value: u32) -> Self {
        let [_, r, g, b] = value.to_be_bytes();
        Self(r, g, b)
    }
}

/// A prompt's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptColors {
    /// The ground that it fills.
    pub fill: Rgb,
    /// Text on that ground.
    pub text: Rgb,
    /// Digits and frame in its colour, on the paper.
    pub mark: Rgb,
}

/// The colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// What everything stands on.
    pub paper: Rgb,
    /// Text and numbers.
    pub ink: Rgb,
    /// Text that is held back.
    pub quiet: Rgb,
    /// Bars, digits and big letters of zones 0 to 5.
    pub zones: [Rgb; 6],
    /// Small words in a zone's colour.
    pub zone_text: [Rgb; 6],
    /// Ease off.
    pub ease_off: PromptColors,
    /// Slow down.
    pub slow_down: PromptColors,
    /// Walk.
    pub walk: PromptColors,
    /// Stop: the whole field.
    pub stop: PromptColors,
    /// What was asked for is done; an outline.
    pub settled: Rgb,
    /// A question or a word on the plan; an outline.
    pub note: Rgb,
}

const DARK_ZONES: [Rgb; 6] =
    [Rgb::hex(0xEE_F4F8), Rgb::hex(0xC6_DDFF), Rgb::hex(0x34_DDB3), Rgb::hex(0xE6_A000), Rgb::hex(0xE5_702E), Rgb::hex(0xE3_386D)];

/// For terminals with a dark background.
pub const DARK: Palette = Palette {
    paper: Rgb::hex(0x0C_1014),
    ink: Rgb::hex(0xE3_E9EE),
    quiet: Rgb::hex(0x8F_9BA8),
    zones: DARK_ZONES,
    zone_text: DARK_ZONES,
    ease_off: PromptColors { fill: DARK_ZONES[3], text: Rgb::hex(0x0C_1014), mark: DARK_ZONES[3] },
    slow_down: PromptColors { fill: DARK_ZONES[4], text: Rgb::hex(0x0C_1014), mark: DARK_ZONES[4] },
    walk: PromptColors { fill: DARK_ZONES[5], text: Rgb::hex(0x0C_1014), mark: DARK_ZONES[5] },
    stop: PromptColors { fill: Rgb::hex(0x7A_0A2E), text: Rgb::hex(0xFF_FFFF), mark: DARK_ZONES[5] },
    settled: DARK_ZONES[2],
    note: DARK_ZONES[1],
};

/// For terminals with a light background.
pub const LIGHT: Palette = Palette {
    paper: Rgb::hex(0xFB_FAF6),
    ink: Rgb::hex(0x14_191D),
    quiet: Rgb::hex(0x5C_6670),
    zones: [Rgb::hex(0x14_191D), Rgb::hex(0x00_3068), Rgb::hex(0x00_5240), Rgb::hex(0x7A_5400), Rgb::hex(0xBD_5F00), Rgb::hex(0xF9_546B)],
    zone_text: [
        Rgb::hex(0x14_191D),
        Rgb::hex(0x00_3068),
        Rgb::hex(0x00_5240),
        Rgb::hex(0x7A_5400),
        Rgb::hex(0xA8_5400),
        Rgb::hex(0xC4_2A4B),
    ],
    ease_off: PromptColors { fill: Rgb::hex(0xFF_C23D), text: Rgb::hex(0x14_191D), mark: Rgb::hex(0x7A_5400) },
    slow_down: PromptColors { fill: Rgb::hex(0xFF_8A3C), text: Rgb::hex(0x14_191D), mark: Rgb::hex(0xBD_5F00) },
    walk: PromptColors { fill: Rgb::hex(0xC4_123F), text: Rgb::hex(0xFF_FFFF), mark: Rgb::hex(0xC4_123F) },
    stop: PromptColors { fill: Rgb::hex(0x8E_0B30), text: Rgb::hex(0xFF_FFFF), mark: Rgb::hex(0x8E_0B30) },
    settled: Rgb::hex(0x00_5240),
    note: Rgb::hex(0x00_3068),
};

const HIGH_ZONES: [Rgb; 6] =
    [Rgb::hex(0xFF_FFFF), Rgb::hex(0xD8_E9FF), Rgb::hex(0x42_E9BE), Rgb::hex(0xF2_AD10), Rgb::hex(0xFF_7E4E), Rgb::hex(0xFF_4480)];

/// The strongest contrasts: white and bright colours on black.
pub const HIGH_CONTRAST: Palette = Palette {
    paper: Rgb::hex(0x00_0000),
    ink: Rgb::hex(0xFF_FFFF),
    quiet: Rgb::hex(0xC9_D1D9),
    zones: HIGH_ZONES,
    zone_text: HIGH_ZONES,
    ease_off: PromptColors { fill: HIGH_ZONES[3], text: Rgb::hex(0), mark: HIGH_ZONES[3] },
    slow_down: PromptColors { fill: HIGH_ZONES[4], text: Rgb::hex(0), mark: HIGH_ZONES[4] },
    walk: PromptColors { fill: HIGH_ZONES[5], text: Rgb::hex(0), mark: HIGH_ZONES[5] },
    stop: PromptColors { fill: Rgb::hex(0xFF_FFFF), text: Rgb::hex(0), mark: Rgb::hex(0xFF_FFFF) },
    settled: HIGH_ZONES[2],
    note: HIGH_ZONES[1],
};

impl Palette {
    /// A zone's colour for bars, digits and big letters.
    pub fn zone(&self, zone: Zone) -> Rgb {
        self.zones[zone.index()]
    }
}
