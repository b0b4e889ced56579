// The one font, named so that no machine's defaults decide what a page looks like.
import CPango

enum PrintFont {
    /// Has every character of GB 18030 up to plane 2, digits and Latin letters with most accents.
    static let family = "Noto Sans CJK SC"
    static let aptPackage = "fonts-noto-cjk"

    /// Whether the font is there; without it pango takes whatever it finds, or draws empty boxes.
    static var isInstalled: Bool {
        // Both stay pango's own.
        guard let map = unsafe pango_cairo_font_map_get_default() else { return false }
        return unsafe pango_font_map_get_family(map, family) != nil
    }
}
