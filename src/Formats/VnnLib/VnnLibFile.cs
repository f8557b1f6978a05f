using System.IO.Compression;
using Audit.Inputs;

namespace Audit.Formats.VnnLib;

/// <summary>Reads properties in VNN-LIB, as the verification competitions have them: declarations of X_i and Y_i, and assertions
/// of their bounds and differences joined by and, or.</summary>
public static class VnnLibFile
{
    private const long LargestFile = 256L << 20;

    private const int MostCases = 100_000;

    /// <summary>Reads a file, packed or not.</summary>
    /// <exception cref="DataFormatException">It is no such property.</exception>
    public static VnnLibProperty Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(text);
        char[] all = new char[1 << 16];
        var whole = new System.Text.StringBuilder();
        try
        {
            for (int n; (n = reader.Read(all)) > 0;)
            {
                if (whole.Append(all, 0, n).Length > LargestFile)
                    throw new DataFormatException(path, $"is longer than {LargestFile} characters");
            }
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, $"cannot be unpacked: {e.Message}");
        }
        return Parse(path, whole.ToString());
    }

    /// <summary>Reads a text; the path begins messages.</summary>
    /// <exception cref="DataFormatException">It is no such property.</exception>
    public static VnnLibProperty Parse(string path, string text)
    {
        int inputs = 0, outputs = 0;
        var asserted = new List<SExpression>();
        foreach (var expression in SExpression.Read(path, text))
        {
            switch (expression.Head)
            {
                case "declare-const" when expression.Items is [_, { Word: { } name }, _]
                    && TryVariable(name, out char kind, out int i):
                    inputs = kind == 'X' ? Math.Max(inputs, i + 1) : inputs;
                    outputs = kind == 'Y' ? Math.Max(outputs, i + 1) : outputs;
                    break;
                case "assert" when expression.Items.Count == 2:
                    asserted.Add(expression.Items[1]);
                    break;
                default:
                    throw new DataFormatException(path, $"expected declare-const X_i or Y_i, or assert, got {expression}");
            }
        }
        if (inputs == 0 || outputs == 0)
            throw new DataFormatException(path, $"declares {inputs} inputs X_i and {outputs} outputs Y_i, expected some of both");
        return new Reading(path, inputs, outputs).Of(asserted);
    }

    internal static bool TryVariable(string name, out char kind, out int index)
    {
        (kind, index) = (name[0], -1);
        return name.Length > 2 && kind is 'X' or 'Y' && name[1] == '_'
            && Numbers.TryCount(name.AsSpan(2), out index) && index < 1 << 24;
    }

    /// <summary>Assertions as a disjunction of conjunctions of comparisons.</summary>
    private sealed class Reading(string path, int inputs, int outputs)
    {
        public VnnLibProperty Of(IReadOnlyList<SExpression> asserted)
        {
            var common = new List<SExpression>();
            List<List<SExpression>> choices = [[]];
            foreach (var expression in asserted)
            {
                var options = Disjuncts(expression);
                if (options.Count == 1)
                    common.AddRange(options[0]);
                else if ((long)options.Count * choices.Count > MostCases)
                    throw new DataFormatException(path, $"has more than {MostCases} cases");
                else
                    choices = [.. choices.SelectMany(c => options.Select(o => (List<SExpression>)[.. c, .. o]))];
            }
            var box = (Lower: new DecimalNumber?[inputs], Upper: new DecimalNumber?[inputs]);
            var always = Split(common, box.Lower, box.Upper);
            var cases = new List<VnnLibCase>();
            // Choices without a box of their own share the common one.
            foreach (var group in choices.GroupBy(c => c.Exists(BoundsInput)))
            {
                if (!group.Key)
                {
                    cases.Add(Case(box.Lower, box.Upper, [.. group.Select(c =>
                        (IReadOnlyList<HalfSpace>)[.. always, .. Split(c, [], [])])]));
                    continue;
                }
                foreach (var choice in group)
                {
                    DecimalNumber?[] lower = [.. box.Lower], upper = [.. box.Upper];
                    IReadOnlyList<HalfSpace> conditions = [.. always, .. Split(choice, lower, upper)];
                    cases.Add(Case(lower, upper, [conditions]));
                }
            }
            return new VnnLibProperty(inputs, outputs, cases);
        }

        private List<List<SExpression>> Disjuncts(SExpression e) => e.Head switch
        {
            "or" => [.. e.Items.Skip(1).SelectMany(Disjuncts)],
            "and" => e.Items.Skip(1).Aggregate((List<List<SExpression>>)[[]], (all, item) =>
            {
                var options = Disjuncts(item);
                if ((long)options.Count * all.Count > MostCases)
                    throw new DataFormatException(path, $"has more than {MostCases} cases");
                return options.Count == 1 ? [.. all.Select(a => Joined(a, options[0]))]
                    : [.. all.SelectMany(a => options.Select(o => Joined([.. a], o)))];
            }),
            "<=" or ">=" when e.Items.Count == 3 => [[e]],
            _ => throw new DataFormatException(path, $"expected and, or, <= or >=, got {e}"),
        };

        private static List<SExpression> Joined(List<SExpression> all, List<SExpression> more)
        {
            all.AddRange(more);
            return all;
        }

        private static bool BoundsInput(SExpression comparison) => comparison.Items.Skip(1).Any(i => i.Word is { } w
            && TryVariable(w, out char kind, out _) && kind == 'X');

        private VnnLibCase Case(DecimalNumber?[] lower, DecimalNumber?[] upper,
            IReadOnlyList<IReadOnlyList<HalfSpace>> conditions)
        {
            for (int i = 0; i < inputs; i++)
            {
                if (lower[i] is null || upper[i] is null)
                    throw new DataFormatException(path, $"X_{i} has no {(lower[i] is null ? "lower" : "upper")} bound");
            }
            return new VnnLibCase([.. lower.Select(v => v!.Value)], [.. upper.Select(v => v!.Value)], conditions);
        }

        /// <summary>Tightens the box by the bounds of inputs; the rest are conditions on outputs.</summary>
        private List<HalfSpace> Split(List<SExpression> comparisons, DecimalNumber?[] lower, DecimalNumber?[] upper)
        {
            var conditions = new List<HalfSpace>();
            foreach (var e in comparisons)
            {
                var (small, large) = e.Head == "<=" ? (e.Items[1], e.Items[2]) : (e.Items[2], e.Items[1]);
                if (!BoundsInput(e))
                {
                    conditions.Add(Condition(e, small, large));
                    continue;
                }
                bool isUpper = DecimalNumber.TryParse(large.Word ?? "", out var bound);
                var variable = isUpper ? small : large;
                if ((!isUpper && !DecimalNumber.TryParse(small.Word ?? "", out bound))
                    || !TryVariable(variable.Word ?? "  ", out char kind, out int i) || kind != 'X' || i >= inputs)
                    throw new DataFormatException(path, $"expected a bound of one declared input, got {e}");
                var ends = isUpper ? upper : lower;
                if (ends[i] is not { } before || (isUpper ? bound.CompareTo(before) < 0 : bound.CompareTo(before) > 0))
                    ends[i] = bound;
            }
            return conditions;
        }

        private HalfSpace Condition(SExpression e, SExpression small, SExpression large)
        {
            (int, double) Term(SExpression side, double factor) => TryVariable(side.Word ?? "  ", out char kind, out int i)
                && kind == 'Y' && i < outputs ? (i, factor)
                : throw new DataFormatException(path, $"expected declared outputs or numbers on both sides, got {e}");
            if (DecimalNumber.TryParse(large.Word ?? "", out var upper))
                return new HalfSpace([Term(small, 1)], upper);
            if (DecimalNumber.TryParse(small.Word ?? "", out var lower))
                return new HalfSpace([Term(large, -1)], -lower);
            return new HalfSpace([Term(small, 1), Term(large, -1)], new DecimalNumber(0, 0));
        }
    }
}
