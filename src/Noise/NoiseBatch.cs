namespace Audit.Noise;

/// <summary>Many samples at once, over all cores, into raw memory such as a tensor's. The bits are those of each
/// row by itself, whatever the number of threads.</summary>
public static unsafe class NoiseBatch
{
    // Large enough to hide a task's start, small enough to spread one large image over the cores.
    private const long PieceLength = 1 << 15;

    /// <summary>Standard normals of samples first, first + 1, ..., first + rows - 1.</summary>
    /// <param name="destination">[rows, elements], contiguous.</param>
    /// <param name="threads">At most this many cores; 0 is all of them.</param>
    public static void FillGaussian(float* destination, int rows, long elements, Rng rng, NoiseAddress first, int threads = 0)
    {
        CheckSamples(first, rows);
        Run(null, null, 0, destination, rows, elements, rng, row => first.Next(row), threads);
    }

    /// <summary>Standard normals, row r at <paramref name="addresses"/>[r].</summary>
    /// <param name="destination">[addresses.Length, elements], contiguous.</param>
    public static void FillGaussian(float* destination, long elements, Rng rng, NoiseAddress[] addresses, int threads = 0) =>
        Run(null, null, 0, destination, addresses.Length, elements, rng, row => addresses[row], threads);

    /// <summary>Row r = x + noise of sample first + r: the noisy copies of one image.</summary>
    /// <param name="x">[elements].</param>
    /// <param name="destination">[rows, elements], contiguous; must not overlap x.</param>
    public static void AddTo(NoiseSampler noise, float* x, float* destination, int rows, long elements, Rng rng,
        NoiseAddress first,
        int threads = 0)
    {
        CheckSamples(first, rows);
        noise.Check(new ReadOnlySpan<float>(x, checked((int)elements)));
        Run(noise, x, 0, destination, rows, elements, rng, row => first.Next(row), threads);
    }

    /// <summary>Row r = row r of x + noise at <paramref name="addresses"/>[r]: one noisy copy of each image.</summary>
    /// <param name="x">[addresses.Length, elements], contiguous; may be the destination itself.</param>
    public static void AddToEach(NoiseSampler noise, float* x, float* destination, long elements, Rng rng,
        NoiseAddress[] addresses,
        int threads = 0)
    {
        for (int row = 0; row < addresses.Length; row++)
            noise.Check(new ReadOnlySpan<float>(x + (row * elements), checked((int)elements)));
        Run(noise, x, elements, destination, addresses.Length, elements, rng, row => addresses[row], threads);
    }

    private static void CheckSamples(NoiseAddress first, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rows > 0)
            _ = first.Next(rows - 1);
    }

    private static void Run(NoiseSampler? noise, float* x, long stride, float* destination, int rows, long elements, Rng rng,
        Func<int, NoiseAddress> address, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        NoiseAddress.CheckElements(0, elements);
        if (rows == 0 || elements == 0)
            return;
        long piecesPerRow = (elements + PieceLength - 1) / PieceLength;
        long rowsPerPiece = Math.Max(1, PieceLength / elements);
        long pieces = piecesPerRow > 1 ? rows * piecesPerRow : (rows + rowsPerPiece - 1) / rowsPerPiece;

        void Piece(long piece)
        {
            long start = piecesPerRow > 1 ? piece % piecesPerRow * PieceLength : 0;
            long count = Math.Min(PieceLength, elements - start);
            long first = piecesPerRow > 1 ? piece / piecesPerRow : piece * rowsPerPiece;
            long end = piecesPerRow > 1 ? first + 1 : Math.Min(rows, first + rowsPerPiece);
            for (long row = first; row < end; row++)
            {
                float* to = destination + (row * elements) + start;
                if (noise is null)
                    GaussianNoise.Fill(to, count, rng, address((int)row), start);
                else
                    noise.AddTo(x + (row * stride) + start, to, count, rng, address((int)row), start);
            }
        }

        int cores = threads == 0 ? Environment.ProcessorCount : threads;
        if (cores == 1 || pieces == 1)
        {
            for (long piece = 0; piece < pieces; piece++)
                Piece(piece);
            return;
        }
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = cores }, Piece);
    }
}
