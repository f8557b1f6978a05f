namespace Audit.Records.Tables;

/// <summary>How wide text is in LaTeX, from above: widths of Computer Modern Roman (cmr10, thousandths of an em), larger at small
/// sizes, whose letters are wider in proportion.</summary>
internal static class LatexWidth
{
    // Letters a to z and A to Z; other characters below.
    private static readonly int[] Small = [500, 556, 444, 556, 444, 306, 500, 556, 278, 306, 528, 278, 833, 556, 500, 556, 528,
        392, 394, 389, 556, 528, 722, 528, 528, 444];
    private static readonly int[] Capital = [750, 708, 722, 764, 681, 653, 785, 750, 361, 514, 778, 625, 917, 750, 778, 681,
        778, 736, 556, 722, 750, 750, 1028, 750, 750, 611];

    /// <summary>Width of a line in points.</summary>
    /// <param name="text">As people read it, before it becomes source.</param>
    /// <param name="size">Size of the font in points, 5 to 10.</param>
    public static double Of(string text, double size) => text.Sum(Thousandths) / 1000.0 * size * Growth(size);

    private static int Thousandths(char c) => c switch
    {
        >= 'a' and <= 'z' => Small[c - 'a'],
        >= 'A' and <= 'Z' => Capital[c - 'A'],
        >= '0' and <= '9' => 500,
        '.' or ',' or ':' or ';' or '\'' or '[' or ']' => 278,
        '-' or ' ' => 340,
        '(' or ')' => 389,
        '/' => 500,
        _ => 1000,
    };

    /// <summary>Digits of cmr10 are 0.5 em wide, of cmr5 0.68 em.</summary>
    private static double Growth(double size) => 1 + Math.Max(0, 10 - size) * 0.0725;
}
