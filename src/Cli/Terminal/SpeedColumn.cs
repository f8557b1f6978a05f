using Spectre.Console;
using Spectre.Console.Rendering;

namespace Audit.Cli.Terminal;

/// <summary>Rate and time left, beside the bar.</summary>
/// <param name="speed">What it shows.</param>
internal sealed class SpeedColumn(ProgressSpeed speed) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(speed.Text);
}
