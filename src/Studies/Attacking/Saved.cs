using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.AttackPlan>;

namespace Audit.Studies.Attacking;

/// <summary>Which adversarial images are stored.</summary>
public enum Saved
{
    /// <summary>Only those that contradict a certificate.</summary>
    None,

    /// <summary>Those that succeeded.</summary>
    Found,

    /// <summary>Every one.</summary>
    All,
}
