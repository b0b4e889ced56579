// What cameras, paper and weather do to a code. Places are in pixels, shades from 0 to 255.
import Glibc
import TestSupport

extension GreyDrawing {
    /// A picture of the same size in which each pixel shows another place of this one.
    ///
    /// - Parameters:
    ///   - margin: pixels of grey ground added on each side first.
    ///   - place: from a place in the new picture, counted from its middle, to one in this,
    ///     counted likewise; shades between pixels are blended.
    package func bent(
        margin: Int, _ place: (_ x: Double, _ y: Double) -> (x: Double, y: Double)
    ) -> GreyDrawing {
        var result = GreyDrawing(
            width: width + 2 * margin, height: height + 2 * margin, shade: 200)
        let (middleX, middleY) = (Double(result.width) / 2, Double(result.height) / 2)
        for row in 0..<result.height {
            for column in 0..<result.width {
                let from = place(Double(column) - middleX, Double(row) - middleY)
                let (x, y) = (from.x + Double(width) / 2, from.y + Double(height) / 2)
                guard x >= 0, y >= 0, x < Double(width - 1), y < Double(height - 1) else {
                    continue
                }
                result.pixels[row * result.width + column] = blend(x, y)
            }
        }
        return result
    }

    /// Turned by an angle, on a larger ground.
    package func turned(degrees: Double) -> GreyDrawing {
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        return bent(margin: width / 4) { (cosine * $0 + sine * $1, cosine * $1 - sine * $0) }
    }

    /// Seen from the side: lines get closer to the right and to the bottom.
    ///
    /// - Parameters: how much smaller the far edge is than the near one, 0 to under 1.
    package func tilted(right: Double, down: Double) -> GreyDrawing {
        let side = Double(width)
        return bent(margin: width / 8) { x, y in
            let depth = 1 - (x * right + y * down) / side
            return (x / depth, y / depth)
        }
    }

    /// Wrapped round a pole of the given radius, seen from the front.
    package func wrapped(radius: Double) -> GreyDrawing {
        bent(margin: 0) { x, y in (abs(x) < radius ? radius * asin(x / radius) : 1e6, y) }
    }

    /// The mean of so many pixels on each side, in a row and in a column.
    package func blurred(columns: Int, rows: Int) -> GreyDrawing {
        averaged(reach: columns, step: 1, count: width)
            .averaged(reach: rows, step: width, count: height)
    }

    private func averaged(reach: Int, step: Int, count: Int) -> GreyDrawing {
        guard reach > 0 else { return self }
        var result = self
        for index in pixels.indices {
            let at = index / step % count
            let near = max(0, at - reach)...min(count - 1, at + reach)
            let sum = near.reduce(0) { $0 + Int(pixels[index + ($1 - at) * step]) }
            result.pixels[index] = UInt8(sum / near.count)
        }
        return result
    }

    /// One pixel on its way to another shade.
    package struct Pixel {
        package let x: Double
        package let y: Double
        package let shade: Double
        /// From -1 to 1, the same in each run.
        package let random: Double

        /// Pixels from a place.
        package func distance(_ x: Double, _ y: Double) -> Double { hypot(self.x - x, self.y - y) }
    }

    /// Each shade changed by its place and a random number; what leaves 0 to 255 is cut off.
    package func shaded(_ change: (Pixel) -> Double) -> GreyDrawing {
        var result = self
        var generator = SeededGenerator(seed: 1)
        for index in pixels.indices {
            let pixel = Pixel(
                x: Double(index % width), y: Double(index / width), shade: Double(pixels[index]),
                random: Double.random(in: -1...1, using: &generator))
            result.pixels[index] = UInt8(min(255, max(0, change(pixel))))
        }
        return result
    }

    /// Shrunk so that one pixel is the mean of a square of the old ones.
    ///
    /// - Parameter factor: sides of the old picture to one of the new, 1 or more.
    package func shrunk(by factor: Double) -> GreyDrawing {
        let reach = max(0, Int(factor / 2))
        let soft = blurred(columns: reach, rows: reach)
        var result = GreyDrawing(
            width: Int(Double(width) / factor), height: Int(Double(height) / factor), shade: 255)
        for row in 0..<result.height {
            for column in 0..<result.width {
                let x = min(Double(width) - 1.01, (Double(column) + 0.5) * factor - 0.5)
                let y = min(Double(height) - 1.01, (Double(row) + 0.5) * factor - 0.5)
                result.pixels[row * result.width + column] = soft.blend(x, y)
            }
        }
        return result
    }

    /// The shade at a place between four pixels, which must all be inside.
    private func blend(_ x: Double, _ y: Double) -> UInt8 {
        let (left, top) = (Int(x), Int(y))
        let (partX, partY) = (x - Double(left), y - Double(top))
        let start = top * width + left
        func row(_ start: Int) -> Double {
            Double(pixels[start]) * (1 - partX) + Double(pixels[start + 1]) * partX
        }
        return UInt8(row(start) * (1 - partY) + row(start + width) * partY)
    }
}
