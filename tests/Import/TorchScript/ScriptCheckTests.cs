#if LIBTORCH
using System.Text;
using System.Text.RegularExpressions;
using Audit.Import.TorchScript;
using TorchSharp.Sandboxing;

namespace Audit.Tests.Import.TorchScript;

/// <summary>What is refused before anything runs. In this process, without a child: nothing of an archive runs here
/// either.</summary>
public partial class ScriptCheckTests
{
    public static TheoryData<string> Hostile => [.. HostileScripts.Refused.Select(h => h.Name)];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Open_Hostile_IsRefusedUnrun(string name)
    {
        var (_, script, message) = HostileScripts.Refused.Single(h => h.Name == name);
        using var folder = new TemporaryFolder();
        string file = folder.At("written");
        if (name is "save in a branch never taken" or "no module")
        {
            // Nothing to object to: the compiler drops the branch; what is no module is found when the objects are read.
            using var archive = Open(In(script, file));
        }
        else
        {
            var e = Assert.Throws<ScriptRefusedException>(() => Open(In(script, file)));
            Assert.Contains(message, e.Message);
            Assert.DoesNotContain('\n', e.Message);
        }
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("inf, b: float=-inf, c: float=nan")]
    [InlineData("1., b: Optional[List[int]]=None, c: Tuple[int, float, NoneType]=(1, -2., None)")]
    [InlineData("1., b: Device=torch.device(\"cpu\"), c: str=\"x\\'\\\"y\"")]
    [InlineData("1., b: List[int]=annotate(List[int], []), c: bool=True")]
    [InlineData("1., b: __torch__.Color=__torch__.Color.R, c: int=-3")]
    public void Open_DefaultsThatExportersWrite_AreLiterals(string defaults)
    {
        var script = new HandMadeScript
        {
            Code = HandMadeScript.Module(
                members: $"def other(self: __torch__.M, a: float={defaults}) -> float:\n  return a\nk : Final[float] = inf",
                before: "class Color(Enum):\n  R = 1\n"),
        };
        using var archive = Open(script);
        Assert.Contains(archive.Calls, c => c is { Operator: "aten::flatten", Function: "__torch__.M.forward" });
    }

    [Fact]
    public void Open_Warnings_AreTakenOutInsteadOfRefused()
    {
        using var archive = Open(new HandMadeScript { Code = HandMadeScript.Module("torch.warn(\"beware\", 2)") });
        Assert.DoesNotContain(archive.Calls, c => c.Operator == "aten::warn");
    }

    /// <summary>Overloads that write into a given tensor, and forms in place, touch memory only.</summary>
    [Fact]
    public void Open_OutOverloadsAndFormsInPlace_AreAllowed()
    {
        using var archive = Open(new HandMadeScript
        {
            Code =
            HandMadeScript.Module(
            "z = torch.zeros_like(x)\n_0 = torch.add(x, x, alpha=1, out=z)\ny = torch.relu_(torch.clone(z))")
        });
        Assert.Contains(archive.Calls, c => c is { Operator: "aten::add", Overload: "out" });
        Assert.Contains(archive.Calls, c => c.Operator == "aten::relu_");
    }

    /// <summary>The list against what libtorch says of each operator: an independent look at what its arguments could
    /// reach.</summary>
    [Fact]
    public void Operators_Listed_TakeNoFilesStreamsOrTasks()
    {
        string[] known = [.. ScriptArchive.KnownOperators()];
        Assert.True(known.Length > 2000);
        string[] listed = [.. known.Where(schema => ScriptOperators.Allows(schema[..schema.IndexOfAny(['(', '.'])]))];
        Assert.InRange(listed.Length, 1000, known.Length - 1000);
        Assert.DoesNotContain(listed, schema => Suspect().IsMatch(schema));
        Assert.Contains(known, schema => Suspect().IsMatch(schema));
        // And the other way round: what takes a file is known to libtorch, and not listed.
        foreach (string name in (string[])["aten::save", "aten::from_file", "aten::manual_seed", "aten::wait", "aten::warn",
            "prim::Print", "prim::rpc_sync", "prim::id", "aten::set_data"])
            Assert.False(ScriptOperators.Allows(name), name);
        Assert.Contains(known, schema => schema.StartsWith("aten::save(t item, str filename)", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(Stream|Storage|Future|RRef|Capsule|PyObject)\b"
        + @"|\bstr\S* \w*(file|path|command|address)|torch\.classes\.(?!quantized\.)")]
    private static partial Regex Suspect();

    private static HandMadeScript In(HandMadeScript script, string file) => script with
    {
        Code = script.Code.Replace("FILE", file, StringComparison.Ordinal),
        Others = script.Others.ToDictionary(o => o.Key, o =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(o.Value).Replace("FILE", file, StringComparison.Ordinal))),
    };

    private static ScriptArchive Open(HandMadeScript script)
    {
        byte[] bytes = script.ToArray();
        // The archive reads from the block until it is disposed; small ones may live as long as the test.
        var block = SharedBlock.Create(bytes.Length);
        bytes.CopyTo(block.Bytes(0, bytes.Length));
        var archive = ScriptCheck.Open(block, bytes.Length);
        GC.KeepAlive(block);
        return archive;
    }
}
#endif
