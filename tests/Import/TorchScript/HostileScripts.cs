namespace Audit.Tests.Import.TorchScript;

/// <summary>Archives that do, or try to do, what a model must not. FILE stands for the file that must not come into
/// being.</summary>
internal static class HostileScripts
{
    private const string Save = "torch.save([1], \"FILE\")";

    /// <summary>Name, archive, and a part of the message that refuses it.</summary>
    public static IReadOnlyList<(string Name, HandMadeScript Script, string Message)> Refused { get; } =
    [
        ("save", Forward(Save), "aten::save (in __torch__.M.forward, code/__torch__.py:"),
        ("save in parentheses", Forward("(torch).save(x, \"FILE\")"), "aten::save"),
        ("save over two lines", Forward("torch.\\\nsave(x, \"FILE\")"), "aten::save"),
        ("save by ops", Forward("ops.aten.save(x, \"FILE\")"), "aten::save"),
        ("save by another name", Forward("f = torch.save\nf([1], \"FILE\")"), "aten::save"),
        ("save by getattr", Forward("getattr(torch, \"save\")([1], \"FILE\")"), "aten::save"),
        ("from_file, which makes the file", Forward("y = torch.add((torch).from_file(\"FILE\", True, 784), x)"),
            "aten::from_file"),
        ("save in a branch never taken", Forward("if False:\n  " + Save + "\nelse:\n  pass"), ""),
        ("save in a loop in a branch", Forward("if torch.gt(torch.dim(x), 2):\n  for i in range(2):\n    " + Save
            + "\nelse:\n  pass"), "aten::save"),
        ("save in a method nobody calls", Members("def other(self: __torch__.M) -> int:\n  " + Save + "\n  return 1"),
            "aten::save (in __torch__.M.other"),
        ("save in a function", new() { Code = HandMadeScript.Module("y = __torch__.f(x)",
            before: $"def f(x: Tensor) -> Tensor:\n  {Save}\n  return x\n") }, "aten::save (in __torch__.f,"),
        ("save in another file", new()
        {
            Code = HandMadeScript.Module("y = __torch__.deep.down.g(x)"),
            Others = new Dictionary<string, byte[]> { ["code/__torch__/deep/down.py"] =
                Bytes($"def g(x: Tensor) -> Tensor:\n  {Save}\n  return x\n") },
        }, "aten::save (in __torch__.deep.down.g, code/__torch__/deep/down.py:2)"),
        ("save in a submodule", new()
        {
            Code = HandMadeScript.Module("y = (self.child).forward(x)", "child : __torch__.Child", Child()),
            Data = WithChild(),
        }, "aten::save (in __torch__.Child.forward"),
        ("save behind an interface", new()
        {
            Code = HandMadeScript.Module("y = (self.child).forward(x)", "child : __torch__.Shape",
                "class Shape(ModuleInterface):\n  def forward(self, x: Tensor) -> Tensor:\n    pass\n" + Child()),
            Data = WithChild(),
        }, "aten::save (in __torch__.Child.forward"),
        ("save in a hook", Members("""
            __forward_hooks__ = ["hook", ]
            __forward_pre_hooks__ = []
            def hook(self: __torch__.M, x: Tuple[Tensor], y: Tensor) -> Tensor:
              torch.save([1], "FILE")
              return y
            """), "aten::save (in __torch__.M.hook"),
        ("save in __setstate__", new()
        {
            Code = HandMadeScript.Module(members: """
                def __getstate__(self: __torch__.M) -> int:
                  return 1
                def __setstate__(self: __torch__.M, state: int) -> NoneType:
                  torch.save([1], "FILE")
                  self.training = False
                  return None
                """),
            Data = HandMadePickle.Object("__torch__.M", HandMadePickle.Value(1)),
        }, "aten::save (in __torch__.M.__setstate__"),
        ("save in __setstate__ of a constant", new()
        {
            Code = HandMadeScript.Module(before: """
                class C:
                  a : int
                  def __getstate__(self: __torch__.C) -> int:
                    return 1
                  def __setstate__(self: __torch__.C, state: int) -> NoneType:
                    torch.save([1], "FILE")
                    self.a = 1
                    return None

                """),
            Constants = HandMadePickle.Tuple(HandMadePickle.Object("__torch__.C", HandMadePickle.Value(1))[2..^1]),
        }, "its constants hold an object that restores itself by code, '__torch__.C'"),
        ("save as a default argument", new() { Code = HandMadeScript.Module(arguments: $", n: int=len([{Save}])") },
            "the default of argument 'n' in code/__torch__.py is no literal"),
        ("save as a default in a list", new() { Code = HandMadeScript.Module(arguments: $", n: List[int]=[1, len([{Save}])]") },
            "is no literal"),
        ("save as a default under annotate",
            new() { Code = HandMadeScript.Module(arguments: $", n: int=annotate(int, len([{Save}]))") }, "is no literal"),
        ("save as the name of a device",
            new() { Code = HandMadeScript.Module(arguments: $", n: Device=torch.device(str({Save}))") }, "is no literal"),
        ("save as a class constant", Members($"n : Final[int] = len([{Save}])"),
            "a constant of class 'M' in code/__torch__.py is no literal"),
        ("save as a field's default", new()
        {
            Code = HandMadeScript.Module(members: "def other(self: __torch__.M, t: __torch__.T) -> int:\n  return t.a",
                before: $"class T(NamedTuple):\n  a : int = len([{Save}])\n"),
        }, "a constant of class 'T' in code/__torch__.py is no literal"),
        ("save as a default of an interface", new()
        {
            Code = HandMadeScript.Module(members: "child : __torch__.Shape",
                before: $"class Shape(ModuleInterface):\n  def forward(self, x: Tensor, n: int=len([{Save}])) -> Tensor:\n    "
                    + $"pass\n" + Child()),
            Data = WithChild(),
        }, "is no literal"),
        ("print", Forward("print(\"here\")"), "prim::Print"),
        ("a task", new() { Code = HandMadeScript.Module("t = fork(__torch__.f, x)\ny = torch.wait(t)",
            before: "def f(x: Tensor) -> Tensor:\n  return x\n") }, "prim::fork"),
        ("the clock", Forward("y = torch.add(x, ops.prim.TimePoint())"), "prim::TimePoint"),
        ("a seed for ever", Forward("torch.manual_seed(1)"), "aten::manual_seed"),
        ("the profiler", Forward("h = ops.profiler._record_function_enter(\"a\", None)\nops.profiler._record_function_exit(h)"),
            "profiler::_record_function_enter"),
        ("another storage", Forward("y = torch.set_(torch.zeros([1]), x)"), "aten::set_"),
        ("an object of libtorch's own", Forward("p = __torch__.torch.classes.profiling._ScriptProfile()\np.enable()"),
            "a class outside the archive"),
        ("an object of libtorch's own, pickled", new()
        {
            Code = HandMadeScript.Module(members: "p : __torch__.torch.classes.profiling._ScriptProfile"),
            Data = HandMadePickle.Object("__torch__.M", ("training", false),
                ("p", HandMadePickle.Body("__torch__.torch.classes.profiling._ScriptProfile"))),
        }, "it holds an object of libtorch's class '__torch__.torch.classes.profiling._ScriptProfile'"),
        ("an operator nobody has", Forward("y = ops.evil.run(x)"), "libtorch cannot load it: Unknown"),
        ("no source", new() { Code = "" }, "libtorch cannot load it: "),
        ("no grammar", new() { Code = "while True:\n  pass\n" },
            "libtorch cannot load it: code/__torch__.py holds something that is neither a class nor a function"),
        ("no module", new() { Code = HandMadeScript.Module(), Data = HandMadePickle.Framed(HandMadePickle.Value(1)) }, ""),
        ("the old format", new() { Code = HandMadeScript.Module(), Others = new Dictionary<string,
            byte[]> { ["model.json"] = "{}"u8.ToArray() } }, "format from before 2020"),
    ];

    private static HandMadeScript Forward(string statements) => new() { Code = HandMadeScript.Module(statements) };

    private static HandMadeScript Members(string members) => new() { Code = HandMadeScript.Module(members: members) };

    private static string Child() => $"""
        class Child(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Child, x: Tensor) -> Tensor:
            {Save}
            return x

        """;

    private static byte[] WithChild() =>
        HandMadePickle.Object("__torch__.M", ("training", false),
            ("child", HandMadePickle.Body("__torch__.Child", ("training", false))));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
