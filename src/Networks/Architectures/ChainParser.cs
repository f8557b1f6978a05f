using System.Globalization;
using Audit.Inputs;

namespace Audit.Networks.Architectures;

/// <summary>Reads a chain of layers: <c>conv 16 4x4 s2 p1; relu; maxpool 2x2 s2; flatten; fc 100; relu; fc 10</c>.</summary>
/// <remarks>conv CHANNELS KxK [sSTRIDE] [pPADDING] [nobias] (stride 1, padding 0), fc FEATURES [nobias], maxpool or avgpool KxK
/// [s] [p] (stride: the kernel), relu, flatten, bn, gap, dropout. Layers are separated by ';'.</remarks>
public static class ChainParser
{
    private const int LargestKernel = 64, LargestWidth = 1 << 20;

    private static readonly string[] PlainWords = ["relu", "flatten", "bn", "gap", "dropout"];

    /// <exception cref="UsageException">The text is no chain; the message says at which character and what was
    /// expected.</exception>
    public static Chain Parse(string text)
    {
        var layers = new List<ChainLayer>();
        int start = 0;
        foreach (string part in text.Split(';'))
        {
            var words = Words(part, start);
            start += part.Length + 1;
            if (words.Count > 0)
                layers.Add(Layer(text, words));
        }
        return layers.Count > 0 ? new Chain(layers) : throw new UsageException($"architecture '{text}' has no layers");
    }

    private static ChainLayer Layer(string text, Queue<(string Word, int At)> words)
    {
        var (kind, at) = words.Dequeue();
        ChainLayer layer;
        switch (kind)
        {
            case "conv":
                int channels = Number(text, words, "a number of channels", at), kernel = Kernel(text, words, at);
                layer = new ChainLayer.Conv(channels, kernel, Option(text, words, 's', 1), Option(text, words, 'p', 0),
                    !Flag(words, "nobias"));
                break;
            case "fc" or "linear":
                layer = new ChainLayer.Fc(Number(text, words, "a number of features", at), !Flag(words, "nobias"));
                break;
            case "maxpool" or "avgpool":
                int size = Kernel(text, words, at);
                layer = new ChainLayer.Pool(kind == "maxpool", size, Option(text, words, 's', size), Option(text, words, 'p', 0));
                break;
            default:
                layer = PlainWords.Contains(kind) ? new ChainLayer.Plain(kind)
                    : throw Wrong(text, at, $"a layer out of conv, fc, maxpool, avgpool, {string.Join(", ", PlainWords)}", kind);
                break;
        }
        return words.TryPeek(out var extra) ? throw Wrong(text, extra.At, "';' or the end", extra.Word) : layer;
    }

    private static int Number(string text, Queue<(string Word, int At)> words, string what, int after)
    {
        if (!words.TryDequeue(out var word))
            throw Wrong(text, after, $"{what} after it", "nothing");
        return Numbers.TryCount(word.Word, out int value) && value is >= 1 and <= LargestWidth
            ? value : throw Wrong(text, word.At, what, word.Word);
    }

    private static int Kernel(string text, Queue<(string Word, int At)> words, int after)
    {
        const string What = "a square kernel such as 3x3";
        if (!words.TryDequeue(out var word))
            throw Wrong(text, after, $"{What} after it", "nothing");
        string[] sides = word.Word.Split('x');
        return sides.Length == 2 && sides[0] == sides[1] && Numbers.TryCount(sides[0], out int side)
            && side is >= 1 and <= LargestKernel ? side : throw Wrong(text, word.At, What, word.Word);
    }

    private static int Option(string text, Queue<(string Word, int At)> words, char letter, int otherwise)
    {
        if (!words.TryPeek(out var word) || word.Word[0] != letter)
            return otherwise;
        words.Dequeue();
        int least = letter == 's' ? 1 : 0;
        return Numbers.TryCount(word.Word.AsSpan(1), out int value) && value >= least && value <= LargestKernel
            ? value : throw Wrong(text, word.At, $"{letter} and a number from {least} to {LargestKernel}", word.Word);
    }

    private static bool Flag(Queue<(string Word, int At)> words, string flag)
    {
        if (!words.TryPeek(out var word) || word.Word != flag)
            return false;
        words.Dequeue();
        return true;
    }

    private static Queue<(string Word, int At)> Words(string part, int start)
    {
        var words = new Queue<(string, int)>();
        for (int k = 0; k < part.Length;)
        {
            int end = k;
            while (end < part.Length && !char.IsWhiteSpace(part[end]))
                end++;
            if (end > k)
                words.Enqueue((part[k..end], start + k));
            k = end + 1;
        }
        return words;
    }

    private static UsageException Wrong(string text, int at, string expected, string got) =>
        new($"architecture '{text}', character {at + 1}: expected {expected}, got '{got}'");
}
