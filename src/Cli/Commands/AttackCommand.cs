using System.CommandLine;
using Audit.Studies;

namespace Audit.Cli.Commands;

/// <summary>audit attack: empirical attacks, refereed and recorded.</summary>
public static class AttackCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => StudyCommand.Create("attack", """
        Attacks a model on a data set. Every adversarial image is projected back, measured and classified again.

        Example: audit attack --model models/glyphs-cnn-small-sigma0.25.safetensors --data glyphs --attack pgd --norm linf --epsilon 8/255 --max 100 --out runs/pgd
        """, new AttackForm());
}
