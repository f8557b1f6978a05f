namespace Audit.Datasets.Glyphs;

/// <summary>Smooth random texture: lattice values, interpolated, summed over octaves of falling size and strength.</summary>
/// <remarks>Near the 1/f spectrum of natural images when <c>Persistence</c> is 0.5.</remarks>
/// <param name="Seed">Which texture.</param>
/// <param name="Cell">Lattice spacing of the coarsest octave, pixels.</param>
/// <param name="Octaves">Each has half the spacing of the one before.</param>
/// <param name="Persistence">Strength of an octave relative to the one before.</param>
/// <param name="Stretch">Cells are this many times wider than high (grain of wood, waves); 1 for none.</param>
internal readonly record struct ValueNoise(ulong Seed, double Cell, int Octaves, double Persistence, double Stretch)
{
    /// <returns>A value in [-1, 1], mean 0.</returns>
    public double At(Vec point)
    {
        double sum = 0, total = 0, strength = 1;
        double x = point.X / (Cell * Stretch), y = point.Y / Cell;
        for (int octave = 0; octave < Octaves; octave++)
        {
            sum += strength * Layer(x, y, Seed + (ulong)octave);
            total += strength;
            strength *= Persistence;
            (x, y) = (x * 2, y * 2);
        }
        return sum / total;
    }

    private static double Layer(double x, double y, ulong seed)
    {
        double left = Math.Floor(x), top = Math.Floor(y);
        double u = Curves.Smooth(x - left), v = Curves.Smooth(y - top);
        long column = (long)left, row = (long)top;
        double upper = Lattice(column, row, seed) * (1 - u) + Lattice(column + 1, row, seed) * u;
        double lower = Lattice(column, row + 1, seed) * (1 - u) + Lattice(column + 1, row + 1, seed) * u;
        return upper * (1 - v) + lower * v;
    }

    private static double Lattice(long column, long row, ulong seed) =>
        new SplitMix(seed ^ (ulong)column * 0xd6e8feb86659fd93 ^ (ulong)row * 0xa0761d6478bd642f).Unit() * 2 - 1;
}
