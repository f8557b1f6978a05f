namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Kinds of messages.</summary>
internal static class Verbs
{
    /// <summary>Child, first of all: the layers of its confinement.</summary>
    public const byte Hello = 1;

    /// <summary>Parent: compile, check and read the archive. Child: done.</summary>
    public const byte Load = 2;

    /// <summary>Parent: run on the tensor in the block. Child: the result is in the block.</summary>
    public const byte Forward = 3;

    /// <summary>Parent: the product of the gradient in the block with a run's Jacobian. Child: it is in the block.</summary>
    public const byte Backward = 4;

    /// <summary>Parent: runs whose gradients nobody can ask for any more. No reply.</summary>
    public const byte Drop = 5;

    /// <summary>Child: the result needs a block of this many bytes. Parent: the block has them.</summary>
    public const byte Grow = 6;

    /// <summary>Child: libtorch cannot; it lives on.</summary>
    public const byte Failed = 7;

    /// <summary>Child: the archive is refused.</summary>
    public const byte Refused = 8;
}
