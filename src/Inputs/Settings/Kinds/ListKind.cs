using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A list: items with commas between them, or the option given again, or both.</summary>
/// <param name="Item">What each is.</param>
/// <param name="Many">"numbers above 0".</param>
internal sealed record ListKind<TItem>(ValueKind<TItem> Item, string Many) : ValueKind<IReadOnlyList<TItem>>
{
    public override string Expected => $"{Many} with commas between them";

    public override bool Repeats => true;

    public override bool TryRead(IReadOnlyList<string> words, out IReadOnlyList<TItem> value)
    {
        var items = new List<TItem>();
        foreach (string word in Split(words))
        {
            if (Item.TryRead([word], out var item) && Item.Allows(item))
                items.Add(item);
        }
        value = items;
        return items.Count == Split(words).Count();
    }

    public override bool Allows(IReadOnlyList<TItem> value) => value.All(Item.Allows);

    public override string Show(IReadOnlyList<TItem> value) => string.Join(",", value.Select(Item.Show));

    public override JsonNode? Store(IReadOnlyList<TItem> value) =>
        value.Count == 0 ? null : new JsonArray([.. value.Select(Item.Store)]);

    public override string Wrong(IReadOnlyList<string> words) =>
        Split(words).FirstOrDefault(word => !Item.TryRead([word], out var item) || !Item.Allows(item)) ?? "";

    private static IEnumerable<string> Split(IReadOnlyList<string> words) => words.SelectMany(Numbers.Items);
}
