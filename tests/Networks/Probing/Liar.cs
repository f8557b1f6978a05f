using System.Diagnostics;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Networks.Probing;

/// <summary>Models of 3x8x8 images and 10 classes that are no functions of the image, and honest ones that are easily taken for
/// liars.</summary>
internal static class Liar
{
    public static readonly ImageShape Shape = new(3, 8, 8);

    private const int Classes = 10;

    /// <summary>A linear network: all the lies are told about it.</summary>
    public static Tensor Honest(Tensor x)
    {
        var weight = tensor([.. Enumerable.Range(0, Classes * Shape.Elements).Select(k => MathF.Sin(k * 12.9898f) * 0.5f)],
            [Classes, Shape.Elements]);
        return F.linear(x.flatten(1), weight, null);
    }

    public static IClassifier Of(Func<Tensor, Tensor> logits) => new FunctionClassifier(Shape, Classes, logits);

    /// <summary>Honest logits, and a class that is given from outside.</summary>
    public static Tensor Preferring(Tensor x, Func<int, int> @class) =>
        Honest(x) + 100 * eye(Classes)
            .index_select(0, tensor([.. Enumerable.Range(0, (int)x.size(0)).Select(row => (long)@class(row) % Classes)]));

    /// <summary>The class changes with every so many calls.</summary>
    public static IClassifier Counter(int every = 1)
    {
        int calls = 0;
        return Of(x =>
        {
            int call = Interlocked.Increment(ref calls);
            return Preferring(x, _ => call / every);
        });
    }

    /// <summary>The class changes with every image shown.</summary>
    public static IClassifier CountsImages()
    {
        int images = 0;
        return Of(x => Preferring(x, _ => Interlocked.Increment(ref images)));
    }

    /// <summary>Honest for some calls, then always one class.</summary>
    public static IClassifier Waits(int calls)
    {
        int seen = 0;
        return Of(x => Interlocked.Increment(ref seen) <= calls ? Honest(x) : Preferring(x, _ => 3));
    }

    /// <summary>Honest for some calls, then NaN.</summary>
    public static IClassifier GoesBlind(int calls)
    {
        int seen = 0;
        return Of(x => Interlocked.Increment(ref seen) <= calls ? Honest(x) : Honest(x) * float.NaN);
    }

    /// <summary>Honest for some calls, then by place.</summary>
    public static IClassifier WaitsThenPosition(int calls)
    {
        int seen = 0;
        return Of(x => Interlocked.Increment(ref seen) <= calls ? Honest(x) : Preferring(x, row => row));
    }

    /// <summary>Another class in every time span.</summary>
    public static IClassifier Clock(double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        return Of(x =>
        {
            int span = (int)(Stopwatch.GetElapsedTime(start).TotalMilliseconds / milliseconds);
            return Preferring(x, _ => span);
        });
    }

    /// <summary>Another class where the clock has gone on for so long.</summary>
    public static IClassifier Alarm(Func<bool> rings) => Of(x => rings() ? Preferring(x, _ => 3) : Honest(x));

    public static IClassifier Position() => Of(x => Preferring(x, row => row));

    /// <summary>By place, for some images only.</summary>
    public static IClassifier PositionWhere(Func<Tensor, Tensor> images) =>
        Of(x => where(images(x).unsqueeze(1), Preferring(x, row => row), Honest(x)));

    /// <summary>Another class for an image that is shown alone.</summary>
    public static IClassifier Alone() => Of(x => x.size(0) == 1 ? Preferring(x, _ => 3) : Honest(x));

    public static IClassifier OnePosition(int place) =>
        Of(x => Honest(x) + 100 * (eye(Classes).select(0, 1).unsqueeze(0) * arange(x.size(0), float32).eq(place).unsqueeze(1)
        .to(float32)));

    public static IClassifier Size() => Of(x => Preferring(x, _ => x.size(0) > 32 ? 1 : 2));

    public static IClassifier BatchStatistics() =>
        Of(x => Honest((x - x.mean([0, 2, 3], true)) / ((x - x.mean([0, 2, 3], true)).square().mean([0, 2, 3], true) + 1e-5)
        .sqrt()));

    /// <summary>The first image of the batch decides.</summary>
    public static IClassifier FirstImage() => Of(x => Honest(x - x.narrow(0, 0, 1)));

    /// <summary>Dropout that is never switched off.</summary>
    public static IClassifier Dropout()
    {
        int draw = 0;
        return Of(x =>
        {
            float[] values = new float[x.numel()];
            UniformNoise.Fill(values, new Rng(5), new NoiseAddress(NoiseStream.Defence, Interlocked.Increment(ref draw), 0));
            return Honest(x * tensor(values, x.shape).gt(0.5).to(float32) * 2);
        });
    }

    /// <summary>NaN for some images in every call, never the same ones.</summary>
    public static IClassifier SometimesNaN()
    {
        int draw = 0;
        return Of(x =>
        {
            float[] values = new float[x.size(0)];
            UniformNoise.Fill(values, new Rng(6), new NoiseAddress(NoiseStream.Defence, Interlocked.Increment(ref draw), 0));
            return Honest(x).masked_fill(tensor(values).lt(0.2).unsqueeze(1), float.NaN);
        });
    }

    /// <summary>NaN for bright images: a function of the image, and no one's classifier.</summary>
    public static IClassifier Blind() => Of(x => Honest(x).masked_fill(x.mean([1, 2, 3], false).gt(0.5).unsqueeze(1), float.NaN));

    /// <summary>Logits of 1e6 whose differences rounding could explain, and which decide by place.</summary>
    public static IClassifier HiddenInRounding() => Of(x => Honest(x) * 1e-6 + 1e6 + 0.5 * eye(Classes)
        .index_select(0, arange(x.size(0), int64) - (arange(x.size(0), int64) / Classes).floor().to(int64) * Classes));

    /// <summary>One where the class is, 0 elsewhere: no near tie can be seen in it.</summary>
    public static IClassifier LabelOnly() => Of(x => eye(Classes).index_select(0, Honest(x).argmax(1)));

    /// <summary>An honest step: sums are rounded to few values, and every rounding error may cross one.</summary>
    public static IClassifier Steps() => Of(x => (Honest(x) * 4).floor() / 4);

    /// <summary>Sums in an order that depends on the batch, as fast libraries do: honest up to rounding.</summary>
    public static IClassifier OtherOrder() => Of(x => x.size(0) % 2 == 0 ? Honest(x) : Honest(x * 3) / 3);
}
