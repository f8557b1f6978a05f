using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Gradient ascent in the variables of a reparameterisation (Athalye et al. 2018, arXiv:1802.00420, section
/// 4.3).</summary>
/// <remarks>For victims whose own gradient with respect to x is useless but whose images can be written as h(z): a projection
/// onto the range of a generator is the identity there, and is passed over.</remarks>
/// <param name="Variables">The change of variables.</param>
public sealed record Reparameterised(IReparameterisation Variables) : IAttack
{
    /// <inheritdoc/>
    public string Name { get; init; } = "tanh";

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <summary>Steps.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Step rule in z.</summary>
    public IStepRule StepRule { get; init; } = new AdamStep(0.1);

    /// <summary>What is climbed.</summary>
    public ILoss Loss { get; init; } = new Margin();

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var strongest = new StrongestFound(task);
        var inX = new LossObjective(task, Loss, strongest);
        var z = new Ascent(Steps, StepRule).Run(Variables.Start(task), new InVariables(task, Variables, inX));
        using var guard = no_grad();
        inX.Consider(Variables.Images(task, z) - task.X);
        return strongest.Result().ToOuterScope();
    }

    /// <summary>The objective of x' pulled back to z.</summary>
    private sealed class InVariables(AttackTask task, IReparameterisation variables, LossObjective inX) : IObjective
    {
        public bool IsFinished => inX.IsFinished;

        public Objective Evaluate(Tensor delta, int step)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var z = delta.detach().requires_grad_();
            var images = variables.Images(task, z);
            var at = inX.Evaluate((images - task.X).detach(), step);
            var gradient = Autograd.Gradient(images, z, at.Gradient);
            return new Objective(at.Values.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
        }
    }
}
