//! How colours are seen: contrast, lightness and difference, with normal sight and without one kind of cones.

use super::palette::Rgb;

/// A kind of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All three kinds of cones.
    Normal,
    /// Without the medium ones: about 1 % of men.
    Deuteranope,
    /// Without the long ones: about 1 % of men.
    Protanope,
}

/// The relative luminance of WCAG 2.2, 0 to 1.
pub fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = linear(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of two colours by WCAG 2.2, 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIE lightness L*, 0 to 100.
pub fn lightness(color: Rgb) -> f64 {
    116.0 * lab_curve(luminance(color)) - 16.0
}

/// The difference of two colours, CIEDE2000, as a kind of sight has it. About 1 is just noticed; from about 8 on, colours are told apart
/// at a glance.
pub fn difference(one: Rgb, other: Rgb, sight: Sight) -> f64 {
    ciede2000(lab(seen(one, sight)), lab(seen(other, sight)))
}

/// sRGB to linear light, 0 to 1.
fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// What is left of a colour, in linear light. Matrices of Machado, Oliveira and Fernandes (2009) at full severity.
fn seen(color: Rgb, sight: Sight) -> [f64; 3] {
    const DEUTERANOPE: [[f64; 3]; 3] =
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_82, 0.042_94, 0.968_881]];
    const PROTANOPE: [[f64; 3]; 3] =
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
    let light = linear(color);
    let through = |matrix: [[f64; 3]; 3]| matrix.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0));
    match sight {
        Sight::Normal => light,
        Sight::Deuteranope => through(DEUTERANOPE),
        Sight::Protanope => through(PROTANOPE),
    }
}

fn lab_curve(value: f64) -> f64 {
    const EDGE: f64 = 216.0 / 24_389.0;
    const SLOPE: f64 = 24_389.0 / 27.0;
    if value > EDGE { value.cbrt() } else { (SLOPE * value + 16.0) / 116.0 }
}

/// CIE L*a*b* under D65.
fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let x = 0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b;
    let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b;
    let z = 0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b;
    let [x, y, z] = [x / 0.950_47, y, z / 1.088_83].map(lab_curve);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Sharma, Wu and Dalal (2005), with all weights one.
fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    const POW_25_7: f64 = 6_103_515_625.0;
    let mean_chroma = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let g = 0.5 * (1.0 - (mean_chroma.powi(7) / (mean_chroma.powi(7) + POW_25_7)).sqrt());
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let dh = match h2 - h1 {
        _ if grey => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let mean_hue = match h1 + h2 {
        sum if grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => (sum + 360.0) / 2.0,
        sum => (sum - 360.0) / 2.0,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let d_hue = 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin();
    let (mean_l, mean_c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(mean_hue - 30.0) + 0.24 * cos(2.0 * mean_hue) + 0.32 * cos(3.0 * mean_hue + 6.0)
        - 0.20 * cos(4.0 * mean_hue - 63.0);
    let offset = (mean_l - 50.0).powi(2);
    let s_l = 1.0 + 0.015 * offset / (20.0 + offset).sqrt();
    let s_c = 1.0 + 0.045 * mean_c;
    let s_h = 1.0 + 0.015 * mean_c * t;
    let turn = 30.0 * (-((mean_hue - 275.0) / 25.0).powi(2)).exp();
    let r = -2.0 * (mean_c.powi(7) / (mean_c.powi(7) + POW_25_7)).sqrt() * (2.0 * turn).to_radians().sin();
    let (l, c, h) = (dl / s_l, dc / s_c, d_hue / s_h);
    (l * l + c * c + h * h + r * c * h).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_and_lightness_are_those_of_the_standards() {
        let (black, white) = (Rgb::hex(0), Rgb::hex(0xFF_FFFF));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9 && (contrast(white, white) - 1.0).abs() < 1e-9);
        assert!((lightness(white) - 100.0).abs() < 1e-6 && lightness(black).abs() < 1e-9);
        // The grey that has 4.54:1 on white in the WCAG's own examples.
        assert!((contrast(Rgb::hex(0x76_7676), white) - 4.54).abs() < 0.01);
    }

    /// Pairs of the test data that Sharma, Wu and Dalal publish with the formula.
    #[test]
    fn ciede2000_is_that_of_its_published_test_data() {
        for (one, other, difference) in [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0000),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
            ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
        ] {
            assert!((ciede2000(one, other) - difference).abs() < 1e-4, "{one:?} {other:?}");
            assert!((ciede2000(other, one) - difference).abs() < 1e-4);
        }
    }
}
