/* SPDX-License-Identifier: MIT
 *
 * Logs that are taken, one row each: what it is, its bytes, and the log that they make, as describe() says it. */
/* clang-format off */
    {"a Trainer's state",
     TEXT("{\n  \"best_metric\": null,\n  \"epoch\": 1.0,\n  \"global_step\": 20,\n  \"log_history\": [\n    {\n"
          "      \"epoch\": 0.5,\n      \"grad_norm\": 1.5,\n      \"learning_rate\": 2e-05,\n      \"loss\": 2.25,\n"
          "      \"step\": 10\n    },\n    {\n      \"epoch\": 1.0,\n      \"loss\": 0.0,\n"
          "      \"grad_norm\": NaN,\n      \"step\": 20\n    },\n    {\n      \"epoch\": 1.0,\n"
          "      \"eval_loss\": 3.5,\n      \"eval_runtime\": 1.1,\n      \"step\": 20\n    },\n    {\n"
          "      \"epoch\": 1.0,\n      \"step\": 20,\n      \"total_flos\": 0.0,\n      \"train_loss\": 1.125,\n"
          "      \"train_runtime\": 9.0\n    }\n  ],\n  \"max_steps\": 40,\n  \"stateful_callbacks\": {\"a\": "
          "{\"args\": "
          "{\"loss\": \"[\"}}},\n  \"trial_params\": null\n}\n"),
     "10 epoch=0.5 loss=2.25 lr=2e-05 norm=1.5; 20 epoch=1.0 loss=0.0 norm=nan eval=3.5; of 40; at 20"},
    {"max_steps before the rows, the clip behind them",
     TEXT("{\"max_steps\":7,\"log_history\":[{\"step\":1,\"loss\":1}],\"max_grad_norm\":0.5}"),
     "1 loss=1.0; of 7; clip 0.5"},
    {"an array", TEXT("[{\"step\":1,\"loss\":1},\n{\"step\":2,\"loss\":Infinity}, {\"step\":3,\"loss\":-Infinity}]"),
     "1 loss=1.0; 2 loss=inf; 3 loss=-inf"},
    {"a name that only looks like the rows'",
     TEXT("{\"step\":1,\"x\":\"log_history\",\"loss\":1,\"y\":[{\"step\":9,\"loss\":9}]}\n"
          "{\"step\":2,\"n\":{\"log_history\":[{\"step\":9,\"loss\":9}]},\"loss\":2}\n"),
     "1 loss=1.0; 2 loss=2.0"},
    {"rows within rows", TEXT("[{\"step\":1,\"loss\":1,\"log_history\":[{\"step\":5,\"loss\":5}]}]"), "1 loss=1.0"},
    {"JSON lines", TEXT("{\"step\":1,\"loss\":1.5,\"lr\":null}\r\n\r\n{\"step\":2,\"loss\":1.25,\"lr\":1e-3}\r\n"),
     "1 loss=1.5; 2 loss=1.25 lr=0.001"},
    {"brackets and quotes in strings",
     TEXT("{\"t\":\"}]{[\\\"\\\\\",\"step\":1,\"loss\":1}\n{\"t\":\"\\\\\",\"step\":2,\"loss\":2}\n"),
     "1 loss=1.0; 2 loss=2.0"},
    {"numbers as strings",
     TEXT("{\"step\":\"1\",\"loss\":\" 1.5 \",\"grad_norm\":\"nan\",\"lr\":\"1e-05\"}\n"
          "{\"step\":\"2\",\"loss\":\"-inf\",\"grad_norm\":\"\",\"lr\":\"None\"}\n"
          "{\"step\":\"3\",\"loss\":\"1e999\",\"grad_norm\":\"Infinity\"}\n"),
     "1 loss=1.5 lr=1e-05 norm=nan; 2 loss=-inf; 3 loss=inf norm=inf"},
    {"settings before the rows",
     TEXT("{\"learning_rate\":0.1,\"max_steps\":9}\n{\"lr\":0.1,\"epochs\":3}\n{\"eval_loss\":4}\n"
          "{\"step\":1,\"loss\":1}\n"),
     "1 loss=1.0; of 9"},
    {"a byte order mark", TEXT("\xEF\xBB\xBF  {\"step\":1,\"loss\":1}"), "1 loss=1.0"},
    {"a console",
     TEXT("loading, please wait\n  0%|   | 0/20 [00:00<?]\r  5%|#  | 1/20\r{'loss': 2.5, 'grad_norm': nan, "
          "'learning_rate': 1e-05, 'epoch': 0.5}\n{'loss': inf, 'note': 'inf None {', 'learning_rate': None, 'epoch': "
          "1.0}\n{'eval_loss': 3.0, 'epoch': 1.0}\n{'lr': 'auto', 'loss': 'ce'} {'\n10%| {'loss': '0.5'} done\n"
          "{'train_runtime': 9.5, 'train_loss': 1.5}\n{} { 'x\n"),
     "1 epoch=0.5 loss=2.5 lr=1e-05 norm=nan; 2 epoch=1.0 loss=inf eval=3.0; 3 loss=0.5; numbered"},
    {"a console that begins with a row", TEXT("{'loss': 2.5}\nand goes on\n{'loss': 2.0}\n"),
     "1 loss=2.5; 2 loss=2.0; numbered"},
    {"CSV", TEXT("step,loss,lr,grad_norm,eval_loss,epoch\n1,2.5,1e-3,1,,0.1\n2,nan,,inf,3.5,0.2\n"),
     "1 epoch=0.1 loss=2.5 lr=0.001 norm=1.0; 2 epoch=0.2 loss=nan norm=inf eval=3.5"},
    {"CSV of others",
     TEXT("# a comment\n\nWall time,\"Global Step\",Train/Loss,train/learning_rate\n"
          "a,1,2.5,0.1\n\n# here\n\"b, c\",2,2.25,0.05"),
     "1 loss=2.5 lr=0.1; 2 loss=2.25 lr=0.05"},
    {"semicolons, CR LF", TEXT("step;train_loss\r\n1;2.5\r\n2;2.25\r\n"), "1 loss=2.5; 2 loss=2.25"},
    {"tabs, CR", TEXT("step\ttrain_loss\r1\t2.5\r2\t2.25\r"), "1 loss=2.5; 2 loss=2.25"},
    {"two names of one column", TEXT("train_loss,step,loss,training_loss\n9,1,2.5,8\n9,2,,8\n"),
     "1 loss=2.5; 2 loss=9.0"},
    {"invalid UTF-8 and escapes beside the numbers", TEXT("\xff\x1b[2J,step,loss\n\xc3(,1,2.5\n\x1b[31m,2,2\n"),
     "1 loss=2.5; 2 loss=2.0"},
    {"lines inside quotes", TEXT("step,note,loss\n1,\"a\n\n#b\n\",2.5\n2,c,2\n"), "1 loss=2.5; 2 loss=2.0"},
    /* Steps. */
    {"no steps", TEXT("loss,val_loss\n3,4\n2,3\n1,3.5\n"),
     "1 loss=3.0 eval=4.0; 2 loss=2.0 eval=3.0; 3 loss=1.0 eval=3.5; numbered"},
    {"no steps, evaluations between", TEXT("loss,eval_loss\n,9\n3,\n,4\n2,\n,3\n,5\n1,\n"),
     "1 eval=9.0; 2 loss=3.0 eval=4.0; 3 loss=2.0 eval=3.0; 4 eval=5.0; 5 loss=1.0; numbered"},
    {"a step that is missing", TEXT("step,loss,lr\n1,3,\n,9,0.1\n2,2,\n"), "1 loss=3.0 lr=0.1; 2 loss=2.0"},
    {"duplicated steps", TEXT("step,loss,lr\n1,3,0.5\n1,2.5,\n2,2,\n2,2,\n"),
     "1 loss=2.5 lr=0.5; 2 loss=2.0; 2 replaced"},
    {"columns in rows of their own", TEXT("step,epoch,loss,lr\n1,0.5,3,\n1,0.5,,0.5\n2,1,2,\n2,1,,0.25\n"),
     "1 epoch=0.5 loss=3.0 lr=0.5; 2 epoch=1.0 loss=2.0 lr=0.25"},
    {"resumed", TEXT("step,loss\n1,5\n2,4\n3,3\n4,9\nstep,loss\n3,2.5\n4,2\n5,1\n"),
     "1 loss=5.0; 2 loss=4.0; 3 loss=2.5; 4 loss=2.0; 5 loss=1.0; resumed 1 at 3; 2 replaced"},
    {"resumed, with evaluations", TEXT("step,loss,eval_loss\n1,5,\n2,,7\n4,3,\n4,,8\n3,2,\n4,1,\n4,,6\n"),
     "1 loss=5.0; 2 eval=7.0; 3 loss=2.0; 4 loss=1.0 eval=6.0; resumed 1 at 3; 2 replaced"},
    {"resumed between two rows", TEXT("step,loss\n10,5\n20,4\n30,3\n15,2\n25,1\n"),
     "10 loss=5.0; 15 loss=2.0; 25 loss=1.0; resumed 1 at 15; 2 replaced"},
    {"resumed and up to where it was", TEXT("step,loss\n10,5\n20,4\n30,3\n20,3.5\n30,2\n"),
     "10 loss=5.0; 20 loss=3.5; 30 loss=2.0; resumed 1 at 20; 2 replaced"},
    {"resumed with an evaluation at once", TEXT("step,loss,eval_loss\n1,5,\n2,4,6\n3,3,\n2,3.5,\n2,,5.5\n"),
     "1 loss=5.0; 2 loss=3.5 eval=5.5; resumed 1 at 2; 2 replaced"},
    {"a summary at the end", TEXT("step,loss,lr\n10,5,1\n20,4,1\n1,4.5,0\n"),
     "10 loss=5.0 lr=1.0; 20 loss=4.0 lr=1.0; 1 stray"},
    {"a summary in two rows", TEXT("step,loss,lr\n10,5,1\n20,4,1\n1,4.5,\n1,,0\n"),
     "10 loss=5.0 lr=1.0; 20 loss=4.0 lr=1.0; 1 stray"},
    {"a summary, and an evaluation of the end", TEXT("step,loss,eval_loss\n10,5,\n20,4,\n20,,6\n1,4.5,\n20,,5\n"),
     "10 loss=5.0; 20 loss=4.0 eval=5.0; 1 replaced; 1 stray"},
    {"a row that comes late", TEXT("step,loss\n10,5\n20,4\n30,3\n15,9\n40,2\n50,1\n"),
     "10 loss=5.0; 20 loss=4.0; 30 loss=3.0; 40 loss=2.0; 50 loss=1.0; 1 stray"},
    {"another training", TEXT("step,loss\n10,5\n20,4\n30,3\n5,9\n10,8\n"),
     "5 loss=9.0; 10 loss=8.0; resumed 1 at 5; 3 replaced"},
    {"falling steps", TEXT("step,loss\n3,3\n2,2\n1,1\n"), "3 loss=3.0; 2 stray"},
    /* Groups of parameters. */
    {"a list of rates", TEXT("{\"step\":1,\"loss\":3,\"lr\":[1e-4, 1e-5]}\n{\"step\":2,\"loss\":2,\"lr\":[]}\n"),
     "1 loss=3.0 lr=0.0001; 2 loss=2.0; groups"},
    {"a list of one rate is no group", TEXT("{'loss': 3.0, 'lr': [0.5], 'epoch': 1}\n"),
     "1 epoch=1.0 loss=3.0 lr=0.5; numbered"},
    {"a list of rates in CSV", TEXT("step,loss,lr\n1,3,\"[ 0.5 ,0.25]\"\n2,2,[nan]\n"),
     "1 loss=3.0 lr=0.5; 2 loss=2.0 lr=nan; groups"},
    {"evaluations behind the training", TEXT("step,loss,eval_loss\n1,5,\n2,4,\n3,3,\n1,,7\n3,,6\n4,,8\n"),
     "1 loss=5.0 eval=7.0; 2 loss=4.0; 3 loss=3.0 eval=6.0; 4 eval=8.0"},
    {"evaluations repeated", TEXT("step,loss,eval_loss\n1,5,\n2,4,\n1,,7\n2,,6\n1,,5\n"),
     "1 loss=5.0 eval=5.0; 2 loss=4.0; 2 replaced"},
    {"evaluations before the training", TEXT("step,eval_loss,loss\n0,9,\n2,8,\n1,,3\n2,,2\n"),
     "0 eval=9.0; 1 loss=3.0; 2 loss=2.0 eval=8.0"},
    /* Where only epochs tell where a row is. */
    {"a console, resumed",
     TEXT("{'loss': 5.0, 'epoch': 0.5}\n{'loss': 4.0, 'epoch': 1.0}\n{'eval_loss': 7.0, 'epoch': 1.0}\n"
          "{'loss': 3.0, 'epoch': 1.5}\n{'loss': 2.0, 'epoch': 2.0}\n{'eval_loss': 6.0, 'epoch': 2.0}\n"
          "{'loss': 3.5, 'epoch': 1.5}\n{'loss': 2.5, 'epoch': 2.0}\n{'loss': 1.5, 'epoch': 2.5}\n"
          "{'train_runtime': 9.0, 'epoch': 3.0}\n"),
     "1 epoch=0.5 loss=5.0; 2 epoch=1.0 loss=4.0 eval=7.0; 3 epoch=1.5 loss=3.5; 4 epoch=2.0 loss=2.5; "
     "5 epoch=2.5 loss=1.5; numbered; resumed 1 at 3; 3 replaced"},
    {"a console, resumed where epochs are rounded to the same",
     TEXT("loss,epoch\n5,0.01\n4,0.02\n3,0.02\n2,0.03\n3.5,0.02\n2.5,0.02\n1.5,0.03\n"),
     "1 epoch=0.01 loss=5.0; 2 epoch=0.02 loss=3.5; 3 epoch=0.02 loss=2.5; 4 epoch=0.03 loss=1.5; numbered; "
     "resumed 1 at 2; 3 replaced"},
    {"a console, resumed with an evaluation at once",
     TEXT("epoch,loss,eval_loss\n0.5,5,\n1,4,\n1.5,3,\n1,3.5,\n1,,6\n1.5,2,\n"),
     "1 epoch=0.5 loss=5.0; 2 epoch=1.0 loss=3.5 eval=6.0; 3 epoch=1.5 loss=2.0; numbered; resumed 1 at 2; "
     "2 replaced"},
    {"a console with a summary", TEXT("epoch,loss\n0.5,5\n1,4\n0,4.5\n"),
     "1 epoch=0.5 loss=5.0; 2 epoch=1.0 loss=4.0; numbered; 1 stray"},
    {"a console with a row that comes late", TEXT("epoch,loss\n1,5\n2,4\n1,9\n3,3\n"),
     "1 epoch=1.0 loss=5.0; 2 epoch=2.0 loss=4.0; 3 epoch=3.0 loss=3.0; numbered; 1 stray"},
    {"a console with another training", TEXT("epoch,loss\n1,5\n2,4\n0.5,9\n1,8\n"),
     "1 epoch=0.5 loss=9.0; 2 epoch=1.0 loss=8.0; numbered; resumed 1 at 1; 2 replaced"},
    {"what went back before there were steps", TEXT("step,epoch,loss\n,1,5\n,2,4\n,0.5,9\n,1,8\n,0,8\n7,1,3\n8,2,2\n"),
     "7 epoch=1.0 loss=3.0; 8 epoch=2.0 loss=2.0"},
    /* What a training says of itself. */
    {"how far a training was to go, and its checkpoints",
     TEXT("{\"best_metric\":0.9,\"best_model_checkpoint\":\"a/checkpoint-7/b/checkpoint-20\",\"global_step\":30,"
          "\"log_history\":[{\"step\":1,\"loss\":1}],\"max_steps\":60,\"num_train_epochs\":3,\"save_steps\":10}"),
     "1 loss=1.0; of 60; of 3 epochs; at 30; saved each 10; best 20 (0.9)"},
    {"the summary says how far it came",
     TEXT("{\"step\":1,\"loss\":1}\n{\"step\":5,\"train_runtime\":2,\"train_loss\":1}\n"), "1 loss=1.0; at 5"},
    {"a training that goes on from before its summary",
     TEXT(
         "{\"step\":1,\"loss\":3}\n{\"step\":2,\"loss\":2}\n{\"step\":9,\"train_runtime\":2}\n{\"step\":1,\"loss\":2}\n"
         "{\"step\":2,\"loss\":1}\n"),
     "1 loss=2.0; 2 loss=1.0; resumed 1 at 1; 2 replaced"},
    {"what others write by the same names",
     TEXT("{\"max_steps\":\"auto\",\"save_steps\":true,\"best_metric\":[1],\"num_train_epochs\":1e18}\n"
          "{\"best_model_checkpoint\":\"best.pt\",\"max_grad_norm\":{\"a\":1},\"save_steps\":-1}\n{\"step\":1,\"loss\":"
          "1}\n"),
     "1 loss=1.0"},
    {"a Trainer's words before it begins",
     TEXT("[INFO|trainer.py:2128] >> ***** Running training *****\n[INFO|trainer.py:2130] >>   Num Epochs = 1,500\n"
          "{'loss': 1.0, 'epoch': 1.0}\n"),
     "1 epoch=1.0 loss=1.0; of 1500 epochs; numbered"},
    {"words that only begin like that",
     TEXT("Num Epochs = \nNum Epochs = 9,223,372,036,854,775,807\nNum Epochs\n{'loss': 1.0}\n"),
     "1 loss=1.0; numbered"},
    /* Evaluation sets. */
    {"evaluation sets",
     TEXT("{\"step\":1,\"loss\":3}\n{\"step\":1,\"eval_News_loss\":4,\"eval_News_runtime\":1}\n"
          "{\"step\":1,\"eval_b_loss\":5}\n{\"step\":2,\"eval_b_loss\":6}\n{\"step\":2,\"eval_News_loss\":3.5}\n"),
     "1 loss=3.0 eval=4.0; 2 eval=3.5; sets, of which News"},
    {"evaluation sets as columns", TEXT("step,loss,eval/b_loss,eval/a_loss\n1,3,4,5\n2,2,,6\n3,1,2,\n"),
     "1 loss=3.0 eval=4.0; 2 loss=2.0; 3 loss=1.0 eval=2.0; sets, of which b"},
    {"Lightning's evaluation sets", TEXT("step,loss,val_loss/dataloader_idx_0,val_loss/dataloader_idx_1\n1,3,4,5\n"),
     "1 loss=3.0 eval=4.0; sets, of which 0"},
    {"one set", TEXT("step,loss,eval_a_loss\n1,3,4\n"), "1 loss=3.0 eval=4.0; set a"},
    {"a part of eval_loss is no set",
     TEXT("{\"step\":1,\"loss\":3,\"eval_aux_loss\":1}\n{\"step\":1,\"eval_aux_loss\":1}\n"
          "{\"eval_aux_loss\":1,\"eval_loss\":4,\"step\":2}\n{\"eval_aux_loss\":2,\"step\":3}\n{\"eval_z_loss\":2,"
          "\"step\":3}\n"),
     "1 loss=3.0; 2 eval=4.0"},
    {"a set's name does no harm", TEXT("{\"step\":1,\"eval_\x1b[m_loss\":4}\n"), "1 eval=4.0; set ?[m"},
    /* Weights & Biases. */
    {"an export of Weights & Biases",
     TEXT("\"Step\",\"my - run - train/loss\",\"my - run - train/loss__MIN\",\"my - run - train/loss__MAX\","
          "\"my - run - _step\"\n\"1\",\"3\",\"9\",\"9\",\"5\"\n2,2,9,9,6\n"),
     "1 loss=3.0; 2 loss=2.0"},
    {"steps of the training go before those of the logger",
     TEXT("_step,Step,train/global_step,train/loss\n1,2,10,3\n2,3,20,2\n3,4,,9\n"),
     "10 loss=3.0; 20 loss=2.0; 1 stray"},
    {"several runs", TEXT("Step,b - train/loss,a - train/loss,a - eval/loss\n1,3,9,9\n2,,8,8\n3,2,7,7\n"),
     "1 loss=3.0; 3 loss=2.0; runs"},
    {"a long name of a run",
     TEXT("Step,run-of-a-name-that-is-so-long-that-nobody-would-ever-read-it-to-its-end-run-of-a-name-that-is-so-long-"
          "that-nobody-would-ever-read-it-to-its-end-run-of-a-name-that-is-so-long-that-nobody-would-ever-read-it-to-"
          "its-end-run-of-a-name-that-is-so-long-that-nobody-would-ever-read-it-to-its-end - train/loss\n1,3\n"),
     "1 loss=3.0"},
    /* LLaMA-Factory, Lightning, TRL. */
    {"LLaMA-Factory's own log",
     TEXT("{\"current_steps\":10,\"total_steps\":30,\"loss\":2,\"lr\":0.1,\"epoch\":0.5}\n"),
     "10 epoch=0.5 loss=2.0 lr=0.1; of 30"},
    {"Lightning's monitor", TEXT("step,lr-AdamW-momentum,lr-AdamW,lr-AdamW-weight_decay,train_loss\n1,0.9,0.1,7,3\n"),
     "1 loss=3.0 lr=0.1"},
    {"no monitor", TEXT("{\"step\":1,\"loss\":3,\"lr_scheduler_type\":\"cosine\"}\n"), "1 loss=3.0"},
    {"rewards", TEXT("{\"step\":1,\"loss\":3,\"train/rewards/chosen\":1}\n"), "1 loss=3.0; rewards"},
    {"a reward", TEXT("step,loss,reward\n1,3,2\n"), "1 loss=3.0; rewards"},
    {"no reward", TEXT("step,loss,rewarding\n1,3,2\n"), "1 loss=3.0"},
    {"told to stop",
     TEXT("{\"log_history\":[{\"step\":1,\"loss\":3}],\"stateful_callbacks\":{\"TrainerControl\":{\"args\":"
          "{\"should_training_stop\":true}}}}"),
     "1 loss=3.0; stopped"},
    {"patience at its end",
     TEXT("{\"log_history\":[{\"step\":1,\"loss\":3}],\"stateful_callbacks\":{\"EarlyStoppingCallback\":{\"args\":"
          "{\"early_stopping_patience\":3},\"attributes\":{\"early_stopping_patience_counter\":3}}}}"),
     "1 loss=3.0; stopped"},
    {"patience left",
     TEXT("{\"log_history\":[{\"step\":1,\"loss\":3}],\"stateful_callbacks\":{\"EarlyStoppingCallback\":{\"args\":"
          "{\"early_stopping_patience\":3},\"attributes\":{\"early_stopping_patience_counter\":2}}}}"),
     "1 loss=3.0"},
    /* Ends. */
    {"CSV cut in a row", TEXT("step,loss,lr\n1,3,0.1\n2,2"), "1 loss=3.0 lr=0.1; cut"},
    {"CSV cut in a word", TEXT("step,loss\n1,3\n2,na"), "1 loss=3.0; cut"},
    {"CSV cut in quotes", TEXT("step,note,loss\n1,a,3\n2,\"b\n"), "1 loss=3.0; cut"},
    {"JSON lines cut", TEXT("{\"step\":1,\"loss\":3}\n{\"step\":2,\"lo"), "1 loss=3.0; cut"},
    {"a state cut in a row", TEXT("{\"log_history\":[{\"step\":1,\"loss\":3},{\"step\":2,\"loss\":4"),
     "1 loss=3.0; cut"},
    {"a state cut behind its rows", TEXT("{\"log_history\":[{\"step\":1,\"loss\":3}],\"max_steps\":"),
     "1 loss=3.0; cut"},
