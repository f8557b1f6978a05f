# Draws certified-accuracy.svg: run gnuplot on this file in its folder.
set encoding utf8
set terminal svg size 640,422 noenhanced font 'DejaVu Sans,Helvetica,Arial,sans-serif,13' background '#ffffff'
set output 'certified-accuracy.svg'
set datafile separator comma
set datafile missing ''
set border 3 lc rgb '#666666' lw 1
set tics nomirror out scale 0.6 textcolor rgb '#333333'
set grid lc rgb '#e6e6e6' lw 0.6 lt 1
set bmargin 6.1
set key at screen 0.5, screen 0.025 center bottom horizontal Left reverse samplen 1.8 spacing 1.2 textcolor rgb '#222222'
set xrange [0:0.8821259457928264]
set yrange [0:1]
set xlabel 'L1 radius (pixel units)'
set ylabel 'certified accuracy'
set arrow from 0.8648293586204181, graph 0 to 0.8648293586204181, graph 1 nohead dashtype (6,4) lw 1 lc rgb '#0072B2' front
set label 'ceiling 0.865' at 0.8648293586204181, graph 0.98 right rotate by 90 offset character -1.1, 0 textcolor rgb '#0072B2' front
plot 'certified-accuracy.svg.csv' using 1:3:4 skip 1 with filledcurves fs transparent solid 0.15 noborder lc rgb '#0072B2' notitle, \
  'certified-accuracy.svg.csv' using 1:2 skip 1 with lines lw 2 lc rgb '#0072B2' title 'certify (uniform, σ = 0.5, N = 10000)'
unset output
