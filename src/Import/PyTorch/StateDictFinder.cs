using Audit.Formats;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;

namespace Audit.Import.PyTorch;

/// <summary>The weights inside what torch.save was given, wherever they lie.</summary>
/// <param name="Place">Keys that lead there ("state_dict"); empty for the whole file.</param>
/// <param name="Tensors">Names as the file has them, and tensors.</param>
/// <param name="Others">Places of further weights that were passed over.</param>
public sealed record FoundState(string Place, IReadOnlyList<(string Name, TensorReference Tensor)> Tensors,
    IReadOnlyList<string> Others);

/// <summary>Looks through nested dicts, lists and modules for a dict of named weights.</summary>
public static class StateDictFinder
{
    private const int Deepest = 6, DeepestModule = 64, MostValues = 200_000;

    /// <summary>Keys under which training scripts keep the network, the usual ones first.</summary>
    private static readonly string[] Preferred = ["", "state_dict", "model_state_dict", "model_state", "model", "net", "network",
        "weights", "params"];

    private static readonly string[] NotTheNetwork = ["optim", "sched", "opt", "scaler", "attacker"];

    /// <summary>Finds the weights.</summary>
    /// <exception cref="ModelFormatException">There are none, or several and none under a usual key.</exception>
    public static FoundState Find(string path, object? root)
    {
        var search = new Search();
        search.Visit(root, "", 0);
        var found = search.Found;
        if (found.Count == 0)
        {
            throw new ModelFormatException(path, root is PickleObject inert
                ? $"holds {inert.Name}, in which no tensors named '...weight' were found"
                : "no tensors named '...weight' were found in it, at any depth: expected a state dict");
        }
        var best = Preferred.Select(key => found.Find(f => LastKey(f.Place) == key)).FirstOrDefault(f => f is not null)
            ?? (found.Count == 1 ? found[0] : null);
        return best is null
            ? throw new ModelFormatException(path,
            $"holds several sets of weights, at {string.Join(", ", found.Select(f =>
            f.Place))}: save the one you mean on its own")
            : best with { Others = [.. found.Where(f => f != best).Select(f => f.Place)] };
    }

    private static string LastKey(string place) => place[(place.LastIndexOf('/') + 1)..];

    private sealed class Search
    {
        private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

        public List<FoundState> Found { get; } = [];

        public void Visit(object? value, string place, int depth)
        {
            if (depth > Deepest || value is null || value is TensorReference || !seen.Add(value) || seen.Count > MostValues)
                return;
            switch (value)
            {
                case PickleDict dict:
                    VisitDict(dict, place, depth);
                    break;
                case PickleObject { State: PickleDict state } when state["_modules"] is not null:
                    var tensors = new List<(string, TensorReference)>();
                    Module(state, "", tensors, 0);
                    Add(place, tensors);
                    break;
                case PickleObject inert:
                    VisitDict(inert.Items, place, depth);
                    break;
                case PickleTuple tuple:
                    VisitItems(tuple.Items, place, depth);
                    break;
                case PickleList list:
                    VisitItems(list.Items, place, depth);
                    break;
            }
        }

        private void VisitDict(PickleDict dict, string place, int depth)
        {
            Add(place, [.. dict.Items.Where(i => i is (string, TensorReference))
                .Select(i => ((string)i.Key!, (TensorReference)i.Value!))]);
            foreach (var (key, value) in dict.Items)
            {
                if (key is string name && !NotTheNetwork.Any(n => name.Contains(n, StringComparison.OrdinalIgnoreCase)))
                    Visit(value, place.Length == 0 ? name : $"{place}/{name}", depth + 1);
            }
        }

        // One network in a list is the network: its place is the list's.
        private void VisitItems(IReadOnlyList<object?> items, string place, int depth)
        {
            for (int k = 0; k < items.Count; k++)
                Visit(items[k], items.Count == 1 ? place : $"{place}[{k}]", depth + 1);
        }

        private void Add(string place, List<(string Name, TensorReference Tensor)> tensors)
        {
            if (tensors.Any(t => t.Name.EndsWith("weight", StringComparison.Ordinal) && t.Tensor.Size.Length >= 2))
                Found.Add(new FoundState(place, tensors, []));
        }

        /// <summary>A module saved whole: its parameters, its buffers, and those of the modules in it.</summary>
        private void Module(PickleDict state, string prefix, List<(string, TensorReference)> tensors, int depth)
        {
            if (depth > DeepestModule || (depth > 0 && !seen.Add(state)) || seen.Count > MostValues)
                return;
            foreach (string kind in (ReadOnlySpan<string>)["_parameters", "_buffers"])
            {
                foreach (var (key, value) in (state[kind] as PickleDict)?.Items ?? [])
                {
                    if (key is string name && value is TensorReference tensor)
                        tensors.Add((prefix + name, tensor));
                }
            }
            foreach (var (key, value) in (state["_modules"] as PickleDict)?.Items ?? [])
            {
                if (key is string name && value is PickleObject { State: PickleDict inner })
                    Module(inner, $"{prefix}{name}.", tensors, depth + 1);
            }
        }
    }
}
