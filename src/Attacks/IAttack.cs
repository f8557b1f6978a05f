namespace Audit.Attacks;

/// <summary>A way of looking for adversarial images, for a batch at a time.</summary>
public interface IAttack
{
    /// <summary>Name, as on the command line.</summary>
    string Name { get; }

    /// <summary>The least that it must see.</summary>
    Access Needs { get; }

    /// <summary>Looks for the smallest perturbation instead of any inside the ball.</summary>
    bool IsMinimumNorm => false;

    /// <summary>Knows no budget but the box: its images are not brought back into a ball.</summary>
    bool IsUnbounded => false;

    /// <summary>Attacks a batch. What it returns is a claim: a <see cref="Referee"/> decides.</summary>
    AttackResult Run(AttackTask task);
}
